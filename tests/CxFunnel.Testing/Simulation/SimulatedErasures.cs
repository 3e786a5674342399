using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// Operators who have customers erased, some of them twice or in all programs, and who ask again until they hold the certificate:
/// what a worker left when it died, or what was lost on the way, another one finishes.
/// </summary>
public sealed class SimulatedErasures(SimulatedWorld world, LedgerOracle oracle)
{
    private readonly Random _random = world.NewRandom();
    private readonly SimulatedProcess _operator = new(world.Scheduler);
    private readonly Dictionary<(string Program, string Customer), IReadOnlyList<string>> _done = [];

    /// <summary>Customers whose erasure was asked for and not certified yet, once for each request.</summary>
    private readonly List<string> _atWork = [];

    /// <summary>Erasures whose certificate is not there yet.</summary>
    public int Open { get; private set; }

    /// <summary>Certificates.</summary>
    public int Done { get; private set; }

    /// <summary>Requests that were not answered with one.</summary>
    public int Failed { get; private set; }

    /// <summary>Plans erasures within <paramref name="duration"/>.</summary>
    public void Start(TimeSpan duration)
    {
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            string customer = SimulatedTraffic.Customers[_random.Next(SimulatedTraffic.Customers.Length)];
            string? program = _random.Next(6) switch { 0 or 1 => "berlin", 2 => Names.DefaultProgram, 3 => null, _ => "one" };
            bool keepCounts = _random.Next(3) == 0;
            for (int again = _random.Next(4) == 0 ? 2 : 1; again > 0; again--)
            {
                Open++;
                world.Scheduler.After(duration * _random.NextDouble(), _operator, () => world.Watch(InsistAsync(program, customer, keepCounts)));
            }
        }
    }

    /// <summary>Has everybody erased again who was, which finds nothing, or what they said since.</summary>
    public void Repeat()
    {
        foreach ((string program, string customer) in _done.Keys)
        {
            Open++;
            world.Scheduler.After(TimeSpan.Zero, _operator, () => world.Watch(InsistAsync(program, customer, _random.Next(2) == 0)));
        }
    }

    /// <summary>To be asked at any time: whom a certificate says to be gone is gone.</summary>
    public void Check()
    {
        foreach (((string program, string customer), IReadOnlyList<string> references) in _done)
        {
            DateTimeOffset storedUpTo = references.Select(reference => world.Tables.Find(TableNames.Erasures, program, $"c|{reference}")?.Instant("ErasedAt")).Max()
                ?? throw new InvariantException($"{program} does not know that {customer} was erased");
            oracle.Erase(program, customer, oracle.Erasures[(program, customer)] with { StoredUpTo = storedUpTo });
            LedgerInvariants.NothingIsLeftOf(world.Tables, oracle, program, references, other => !_atWork.Contains(other));
        }
    }

    private async Task InsistAsync(string? program, string customer, bool keepCounts)
    {
        bool isLeftRunning = false;
        _atWork.Add(customer);
        SimulatedClock clock = new(world.Scheduler, _operator, TimeSpan.Zero);
        while (true)
        {
            if (world.AnyWorker(_random.Next) is { } worker)
            {
                Task<ErasureCertificate> answer = worker.Process.Run(() => worker.Erase.EraseAsync(customer, program, keepCounts, CancellationToken.None));
                if (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(_random.Next(2, 60)), clock)) == answer)
                {
                    try
                    {
                        Note(await answer, customer, keepCounts, isLeftRunning);
                        return;
                    }
                    catch (StorageUnavailableException)
                    {
                        // Not finished.
                    }
                }
                else
                {
                    isLeftRunning = true;
                }
            }

            Failed++;
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100, 3_000)), clock);
        }
    }

    private void Note(ErasureCertificate certificate, string customer, bool keepCounts, bool isLeftRunning)
    {
        Open--;
        Done++;
        if (!isLeftRunning)
        {
            _atWork.Remove(customer);
        }

        foreach (ProgramErasure erased in certificate.Programs)
        {
            _done[(erased.Program, customer)] = erased.References;
            // A request that its sender gave up on may still be at work, and finds what has come since.
            TimeSpan endedAt = isLeftRunning ? TimeSpan.MaxValue : world.Scheduler.Now;
            oracle.Erase(erased.Program, customer, new LedgerOracle.Erasure(certificate.ErasedAt, certificate.ErasedAt, endedAt, keepCounts, !keepCounts));
        }

        Check();
    }
}
