using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// Runs of discovery, by several workers at once where it happens so, that end at any call to storage; and the people who put taxonomies
/// and decide about root causes meanwhile.
/// </summary>
public sealed class SimulatedDiscovery(SimulatedWorld world)
{
    private static readonly string[] Programs = ["one", "berlin", Names.DefaultProgram];

    private readonly Random _random = world.NewRandom();

    /// <summary>Runs that came to their end.</summary>
    public int Runs { get; private set; }

    /// <summary>Feedback that they gave other causes.</summary>
    public long Rescored { get; private set; }

    /// <summary>Decisions that were taken.</summary>
    public int Decisions { get; private set; }

    /// <summary>Some worker begins a run every few seconds.</summary>
    public void RunWithin(TimeSpan duration)
    {
        for (TimeSpan at = Seconds(2, 12); at < duration; at += Seconds(2, 12))
        {
            // Two at once where the one who asks has asked twice.
            string program = AnyProgram();
            for (int workers = _random.Next(3) == 0 ? 2 : 1; workers > 0; workers--)
            {
                world.Scheduler.After(at, process: null, () => world.Try(_random, worker => RunAsync(worker, program)));
            }
        }
    }

    /// <summary>Owners put taxonomies of their own: all of them so soon that whoever comes later can rely on it, or at any time.</summary>
    public void PutTaxonomiesWithin(TimeSpan duration)
    {
        foreach (string program in Programs)
        {
            for (int puts = _random.Next(1, 4); puts > 0; puts--)
            {
                byte[] document = SimulatedComplaints.Taxonomies[_random.Next(SimulatedComplaints.Taxonomies.Count)];
                world.Scheduler.After(duration * _random.NextDouble(), process: null, () => world.Try(_random, async worker =>
                {
                    InputErrors errors = new();
                    if (await worker.Taxonomies.PutAsync(program, document, errors, CancellationToken.None) is null)
                    {
                        throw new InvariantException("a sound taxonomy was refused");
                    }
                }));
            }
        }
    }

    /// <summary>People name, merge, pin and dismiss what the catalogue shows them, and take it back.</summary>
    public void DecideWithin(TimeSpan duration)
    {
        for (int edits = _random.Next(1, 7); edits > 0; edits--)
        {
            world.Scheduler.After(duration * _random.NextDouble(), process: null, () => world.Try(_random, DecideAsync));
        }
    }

    /// <summary>A run of each program by one worker while all is quiet: it finishes or redoes what others left.</summary>
    public async Task<bool> RunLastAsync(SimulatedWorker worker)
    {
        foreach (string program in Programs)
        {
            // Another worker's run may still hold the lease.
            while (!await RunAsync(worker, program))
            {
                await worker.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }

        return true;
    }

    /// <summary>To be asked when all is quiet and discovery has run; see <see cref="CauseInvariants.ModelFollowsFromFeedback"/>.</summary>
    public static int CheckModels(SimulatedWorld world, bool isFirst, Random random) =>
        Programs.Sum(program => CauseInvariants.ModelFollowsFromFeedback(world, program, isFirst, random));

    /// <returns>Whether the run came to its end.</returns>
    private async Task<bool> RunAsync(SimulatedWorker worker, string program)
    {
        if (await worker.Discovery.RunAsync(program, CancellationToken.None) is not { } result)
        {
            return false;
        }

        Runs++;
        Rescored += result.Changed;
        return true;
    }

    private async Task DecideAsync(SimulatedWorker worker)
    {
        string program = AnyProgram();
        string[] ids = [.. world.Tables.All(TableNames.RootCauses).Where(r => r.PartitionKey == program).Select(r => r.RowKey), "stated-late-zorbl", "stated-rude-zorbl"];
        string id = ids[_random.Next(ids.Length)];
        bool isTakenBack = _random.Next(4) == 0;
        RootCauseEdit edit = _random.Next(5) switch
        {
            0 => Edit(RootCauseEdit.LabelField) with { Label = isTakenBack ? null : "What they all say" },
            1 => Edit(RootCauseEdit.PinnedField) with { Pinned = !isTakenBack },
            2 => Edit(RootCauseEdit.DismissedField) with { Dismissed = !isTakenBack },
            _ => Edit(RootCauseEdit.MergeField) with { MergeInto = isTakenBack ? null : ids[_random.Next(ids.Length)] },
        };
        if (await worker.Edits.EditAsync(program, id, edit, CancellationToken.None) is EditOutcome.Done)
        {
            Decisions++;
        }

        static RootCauseEdit Edit(string field) => new(new HashSet<string> { field }, Label: null, MergeInto: null, Pinned: null, Dismissed: null);
    }

    private string AnyProgram() => _random.Next(4) switch { 0 => "berlin", 1 => Names.DefaultProgram, _ => "one" };

    private TimeSpan Seconds(int least, int most) => TimeSpan.FromSeconds(_random.Next(least, most));
}
