
namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>One run of <see cref="Discovery"/> in one language, step by step.</summary>
/// <param name="taken">Ids that no new root cause gets; takes in those that are born.</param>
internal sealed class Reclustering(LanguageCauses previous, Lines lines, DiscoveryOptions options, Edits edits, HashSet<string> taken)
{
    /// <summary>How many neighbours of each line the graph holds. With fewer the long tail falls apart, with more small reasons drown.</summary>
    private const int Degree = 12;

    private const int LinesPerPrototype = 40;
    private const int MostPrototypes = 6;

    /// <summary>Nobody belongs to a root cause by less than this cosine.</summary>
    private const float LeastSimilarity = 0.3f;

    /// <summary>Of the lines that made a cluster, the least similar ones of this share do not decide how far it reaches.</summary>
    private const double Stragglers = 0.03;

    /// <summary>A root cause that keeps so much of its lines (Jaccard) is compared with as before.</summary>
    private const double Unchanged = 0.7;

    /// <summary>Of what new root causes must share, those of before need this part: doubt speaks for what is.</summary>
    private const double Doubt = 0.5;

    /// <summary>Finer cuts leave nothing but pairs.</summary>
    private const double FinestCut = 200;

    private readonly IReadOnlyList<CauseText> _texts = lines.Representatives();
    private readonly Lazy<SharedWords> _shared = new(() => new SharedWords(lines));

    /// <summary>For each root cause of the previous model the one that it is part of by now; mostly itself.</summary>
    private readonly int[] _target = Targets(previous, edits);

    public LanguageRun Run()
    {
        bool holds = previous.Cut.HoldsFor(lines.Count);
        ReasonSpace space = holds ? previous.Space : LatentFit.Fit(_texts);
        (Points points, int[] placed) = Place(space);
        int[] old = Previous();

        (int[] neighbours, float[] similarities) = Neighbours.Find(points, Degree, options.Threads);
        EdgeMemory memory = EdgeMemory.For(neighbours);
        EdgeMemory joined = new(memory.Targets.Length);
        CutDecision cut = previous.Cut;
        if (!holds)
        {
            (double resolution, double stability) = Granularity.Choose(neighbours, similarities, Degree, options.Threads, memory, joined);
            cut = new CutDecision(resolution, stability, lines.Count);
        }

        int[] groups = new Communities(Graph.Of(neighbours, similarities, Degree, half: -1, memory), joined).Find(cut.Resolution, Start(old, placed));
        List<Cluster> clusters = Clusters(groups, placed, old, staysApart: holds && options.LeastShared > 0);
        if (holds)
        {
            Keep(clusters, old);
        }

        if (options.LeastShared > 0)
        {
            clusters = [.. clusters.SelectMany(cluster => cluster.Same >= 0 && IsStillOneThing(cluster.Same, old) ? [cluster] : Cut(cluster with { Same = -1 }, neighbours, similarities, 2 * cut.Resolution))];
        }

        int[] owners = new int[lines.Count];
        PrototypeSet prototypes;
        do
        {
            prototypes = Prototypes(points, clusters);
            Assign(points, placed, prototypes, owners);
        }
        while (Prune(points, prototypes, clusters, owners));

        return new Identity(previous, lines, options, edits, taken, space, cut).Resolve(clusters, owners, old, prototypes);
    }

    private (Points Points, int[] Placed) Place(ReasonSpace space)
    {
        Points all = new(lines.Count, ReasonSpace.Dimensions);
        bool[] isPlaced = new bool[lines.Count];
        Neighbours.ForEach(lines.Count, options.Threads, i => isPlaced[i] = space.TryPlace(_texts[i].Text, _texts[i].Language, _texts[i].Question, all[i]));
        return (all, [.. Enumerable.Range(0, lines.Count).Where(i => isPlaced[i])]);
    }

    private static int[] Targets(LanguageCauses previous, Edits edits)
    {
        Dictionary<string, int> index = previous.Causes.Select((cause, i) => (cause.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return [.. previous.Causes.Select((cause, i) =>
            (edits.TargetOf(cause.Id) ?? cause.MergedInto) is { } into && index.TryGetValue(edits.TargetOf(into) ?? into, out int target) ? target : i)];
    }

    /// <summary>For each line the index of the root cause that the previous model has for it, merges followed; or -1.</summary>
    private int[] Previous()
    {
        int[] old = new int[lines.Count];
        Neighbours.ForEach(lines.Count, options.Threads, i =>
        {
            Span<float> point = stackalloc float[ReasonSpace.Dimensions];
            int owner = !previous.Prototypes.IsEmpty && previous.Space.TryPlace(_texts[i].Text, _texts[i].Language, _texts[i].Question, point) ? previous.Prototypes.Assign(point) : -1;
            old[i] = owner < 0 ? -1 : _target[owner];
        });
        return old;
    }

    /// <summary>Lines of one root cause start together, all others alone.</summary>
    private static int[]? Start(int[] old, int[] placed)
    {
        if (placed.Length == 0 || Array.TrueForAll(old, owner => owner < 0))
        {
            return null;
        }

        int alone = int.MaxValue;
        return [.. old.Select(owner => owner >= 0 ? owner : alone--)];
    }

    private List<Cluster> Clusters(int[] groups, int[] placed, int[] old, bool staysApart)
    {
        Dictionary<int, List<int>> members = [];
        foreach (int line in placed)
        {
            if (!members.TryGetValue(groups[line], out List<int>? of))
            {
                members.Add(groups[line], of = []);
            }

            of.Add(line);
        }

        List<Cluster> clusters = [];
        foreach (List<int> of in members.OrderBy(group => group.Key).SelectMany(group => staysApart ? Apart(group.Value, old) : [group.Value]))
        {
            bool isKept = of.Any(line => old[line] >= 0 && IsKept(previous.Causes[old[line]]));
            if (isKept || Voices.Count(lines, of) >= options.MinVoices)
            {
                clusters.Add(new Cluster([.. of], isKept, Same: -1));
            }
        }

        return clusters;
    }

    /// <summary>
    /// What was told apart by its words stays apart, however near it lies: the lines of each root cause of before, those that belonged nowhere with the one that has most of the group.
    /// </summary>
    private static IEnumerable<List<int>> Apart(List<int> group, int[] old)
    {
        int most = group.Select(line => old[line]).Where(owner => owner >= 0).GroupBy(owner => owner).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefault(-1);
        return group.GroupBy(line => old[line] < 0 ? most : old[line]).Select(part => part.ToList());
    }

    private bool IsKept(DiscoveredCause cause) => edits.IsPinned(cause.Id) || edits.IsDismissed(cause.Id) || cause.State == DiscoveredState.Dismissed;

    /// <summary>Finds the clusters that are a root cause of before and nearly nothing else.</summary>
    private void Keep(List<Cluster> clusters, int[] old)
    {
        int[] sizes = new int[previous.Causes.Count];
        foreach (int owner in old.Where(owner => owner >= 0))
        {
            sizes[owner]++;
        }

        for (int c = 0; c < clusters.Count; c++)
        {
            // Lines that belonged nowhere may come in; they do not make it another one.
            int[] from = [.. clusters[c].Members.Select(line => old[line]).Where(owner => owner >= 0)];
            IGrouping<int, int>? most = from.GroupBy(owner => owner).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault();
            if (most is not null && most.Count() >= Unchanged * (sizes[most.Key] + from.Length - most.Count()))
            {
                clusters[c] = clusters[c] with { Same = most.Key };
            }
        }
    }

    /// <summary>Whether a root cause of the previous model has still much in common: one made when less was asked for ends.</summary>
    private bool IsStillOneThing(int cause, int[] old) =>
        _shared.Value.ShareOf([.. Enumerable.Range(0, old.Length).Where(line => old[line] == cause)]) >= Doubt * options.LeastShared;

    /// <summary>A cluster that is about no one thing is cut finer, until its parts are or too few speak of them.</summary>
    private IEnumerable<Cluster> Cut(Cluster cluster, int[] neighbours, float[] similarities, double resolution)
    {
        if (cluster.IsKept || _shared.Value.ShareOf(cluster.Members) >= options.LeastShared)
        {
            return [cluster];
        }

        if (resolution > FinestCut)
        {
            return [];
        }

        Dictionary<int, int> place = cluster.Members.Select((line, i) => (line, i)).ToDictionary(p => p.line, p => p.i);
        int[] near = new int[cluster.Members.Length * Degree];
        float[] alike = new float[near.Length];
        for (int i = 0; i < near.Length; i++)
        {
            int at = (cluster.Members[i / Degree] * Degree) + (i % Degree);
            (near[i], alike[i]) = (neighbours[at] >= 0 ? place.GetValueOrDefault(neighbours[at], -1) : -1, similarities[at]);
        }

        EdgeMemory memory = EdgeMemory.For(near);
        int[] groups = new Communities(Graph.Of(near, alike, Degree, half: -1, memory), new EdgeMemory(memory.Targets.Length)).Find(resolution);
        return cluster.Members.Select((line, i) => (line, Group: groups[i])).GroupBy(p => p.Group, p => p.line)
            .Select(part => part.ToArray())
            .Where(part => Voices.Count(lines, part) >= options.MinVoices)
            .SelectMany(part => Cut(cluster with { Members = part }, neighbours, similarities, 2 * resolution));
    }

    private PrototypeSet Prototypes(Points points, List<Cluster> clusters)
    {
        (int Owner, float Threshold, float[] Point)[][] made = new (int, float, float[])[clusters.Count][];
        Neighbours.ForEach(clusters.Count, 1, c =>
        {
            if (clusters[c].Same >= 0)
            {
                made[c] = [.. previous.Prototypes.OwnedBy(owner => _target[owner] == clusters[c].Same).Select(p => (c, p.Threshold, p.Point))];
                if (made[c].Length > 0)
                {
                    return;
                }
            }

            int[] members = clusters[c].Members;
            Points centroids = Centroids.Spread(points, members, Math.Clamp(members.Length / LinesPerPrototype, 1, MostPrototypes), rounds: 4);
            float[] similarities = [.. members.Select(line => centroids.Nearest(points[line], centroids.Count).Similarity).Order()];
            float threshold = Math.Max(LeastSimilarity, similarities[(int)(similarities.Length * Stragglers)] - 0.02f);
            made[c] = [.. Enumerable.Range(0, centroids.Count).Select(i => (c, threshold, centroids[i].ToArray()))];
        });
        return PrototypeSet.Of([.. made.SelectMany(m => m)]);
    }

    private void Assign(Points points, int[] placed, PrototypeSet prototypes, int[] owners)
    {
        Array.Fill(owners, -1);
        Neighbours.ForEach(placed.Length, options.Threads, i => owners[placed[i]] = prototypes.IsEmpty ? -1 : prototypes.Assign(points[placed[i]]));
    }

    /// <summary>
    /// Lets go of what too few voices are left in, and of new clusters that are not one reason; true when something went or has to be tried anew. A root cause that is compared with as
    /// before may be too narrow for those who came in since: it is made from all of them before it is given up, or it would end here and be
    /// born again, under another name, in the next run.
    /// </summary>
    private bool Prune(Points points, PrototypeSet prototypes, List<Cluster> clusters, int[] owners)
    {
        List<int>[] members = [.. clusters.Select(_ => new List<int>())];
        for (int line = 0; line < owners.Length; line++)
        {
            if (owners[line] >= 0)
            {
                members[owners[line]].Add(line);
            }
        }

        bool isChanged = false;
        List<Cluster> kept = [];
        for (int c = 0; c < clusters.Count; c++)
        {
            bool isHeard = clusters[c].IsKept
                || (Voices.Count(lines, members[c]) >= options.MinVoices && (clusters[c].Same >= 0 || IsOneReason(points, prototypes, members[c])));
            isChanged |= !isHeard;
            if (isHeard || clusters[c].Same >= 0)
            {
                kept.Add(isHeard ? clusters[c] : clusters[c] with { Same = -1 });
            }
        }

        clusters.Clear();
        clusters.AddRange(kept);
        return isChanged;
    }

    private bool IsOneReason(Points points, PrototypeSet prototypes, List<int> members) =>
        Cohesion(points, prototypes, members) >= options.LeastCohesion && (options.LeastShared == 0 || _shared.Value.ShareOf(members) >= options.LeastShared);

    private static double Cohesion(Points points, PrototypeSet prototypes, List<int> members)
    {
        double sum = 0;
        foreach (int line in members)
        {
            sum += prototypes.Nearest(points[line]).Similarity;
        }

        return members.Count == 0 ? 0 : sum / members.Count;
    }
}

/// <param name="Members">Lines, ascending, that belong together in the graph.</param>
/// <param name="IsKept">A person decided about it: it stays, however small.</param>
/// <param name="Same">The root cause of the previous model that it still is, by index; -1 for none.</param>
internal sealed record Cluster(int[] Members, bool IsKept, int Same);
