using System.Globalization;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Says which of the new clusters is which of the old root causes, what became of the others, and makes the new model.</summary>
internal sealed class Identity(LanguageCauses previous, Lines lines, DiscoveryOptions options, Edits edits, HashSet<string> taken, ReasonSpace space, CutDecision cut)
{
    /// <summary>A cluster is the continuation of a root cause only if they share this part of their clauses (Jaccard).</summary>
    private const double LeastOverlap = 0.2;

    private readonly List<LineageEvent> _lineage = [];

    public LanguageRun Resolve(List<Cluster> clusters, int[] owners, int[] old, PrototypeSet prototypes)
    {
        List<int>[] members = Members(clusters.Count, owners);
        long[] oldSizes = new long[previous.Causes.Count];
        Dictionary<(int Old, int New), long> shared = [];
        for (int line = 0; line < owners.Length; line++)
        {
            if (old[line] >= 0)
            {
                long clauses = lines.Clauses(line).Length;
                oldSizes[old[line]] += clauses;
                if (owners[line] >= 0)
                {
                    shared[(old[line], owners[line])] = shared.GetValueOrDefault((old[line], owners[line])) + clauses;
                }
            }
        }

        int[] sizes = [.. members.Select(of => of.Sum(line => lines.Clauses(line).Length))];
        int[] match = Matching.Best(shared, oldSizes, sizes, LeastOverlap);
        DiscoveredCause[] found = Name(clusters, members, match, shared, sizes);
        List<DiscoveredCause> all = [.. found, .. Gone(found, match, shared, oldSizes)];
        all.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        int[] index = [.. found.Select(cause => all.FindIndex(other => other.Id == cause.Id))];
        LanguageCauses model = new(previous.Number + 1, all, space, Renumber(prototypes, index), cut);
        if (previous.Number > 0 && SameApartFromNumber(model))
        {
            model = previous;
        }

        _lineage.Sort((a, b) => string.CompareOrdinal(a.RootCauseId, b.RootCauseId));
        return new LanguageRun(model, Assignments(model, owners, found), _lineage, cut.Stability, lines.Count);
    }

    private static List<int>[] Members(int clusters, int[] owners)
    {
        List<int>[] members = [.. Enumerable.Range(0, clusters).Select(_ => new List<int>())];
        for (int line = 0; line < owners.Length; line++)
        {
            if (owners[line] >= 0)
            {
                members[owners[line]].Add(line);
            }
        }

        return members;
    }

    private DiscoveredCause[] Name(List<Cluster> clusters, List<int>[] members, int[] match, Dictionary<(int Old, int New), long> shared, int[] sizes)
    {
        string mainLanguage = options.MainLanguage ?? MostFrequent(members.SelectMany(of => of));
        CauseLabels labels = new(lines, members, mainLanguage);
        CauseExamples examples = new(lines, space);
        DiscoveredCause[] found = new DiscoveredCause[clusters.Count];
        for (int c = 0; c < clusters.Count; c++)
        {
            DiscoveredCause? before = match[c] < 0 ? null : previous.Causes[match[c]];
            string id = before?.Id ?? BirthId(members[c]);
            taken.Add(id);
            if (before is null)
            {
                int from = shared.Where(p => p.Key.New == c && 2 * p.Value > sizes[c]).Select(p => p.Key.Old).DefaultIfEmpty(-1).First();
                _lineage.Add(new LineageEvent(id, from < 0 ? LineageKind.Born : LineageKind.Split, from < 0 ? null : previous.Causes[from].Id, options.Day));
            }

            (string label, IReadOnlyList<string> terms) = labels.Of(c);
            (DiscoveredState state, string? into) = Decided(id, before);
            found[c] = new DiscoveredCause(
                id,
                edits.LabelOf(id) ?? label,
                terms,
                LanguagesOf(members[c]),
                state,
                into,
                sizes[c],
                Voices.Count(lines, members[c]),
                members[c].Sum(ReachOf),
                before?.Born ?? options.Day,
                examples.Of(members[c]));
        }

        return found;
    }

    private (DiscoveredState State, string? MergedInto) Decided(string id, DiscoveredCause? before)
    {
        if (edits.TargetOf(id) is { } target && target != id)
        {
            return (DiscoveredState.Merged, target);
        }

        return edits.IsDismissed(id) || before?.State == DiscoveredState.Dismissed ? (DiscoveredState.Dismissed, null) : (DiscoveredState.Active, null);
    }

    /// <summary>The root causes that no cluster continues.</summary>
    private IEnumerable<DiscoveredCause> Gone(DiscoveredCause[] found, int[] match, Dictionary<(int Old, int New), long> shared, long[] oldSizes)
    {
        HashSet<int> matched = [.. match];
        for (int i = 0; i < previous.Causes.Count; i++)
        {
            DiscoveredCause cause = previous.Causes[i];
            if (matched.Contains(i))
            {
                continue;
            }

            DiscoveredCause gone = cause with { Label = edits.LabelOf(cause.Id) ?? cause.Label, Size = 0, Voices = 0, Reach = 0, Examples = [] };
            if (edits.TargetOf(cause.Id) is { } target && target != cause.Id)
            {
                if (cause.MergedInto != target)
                {
                    _lineage.Add(new LineageEvent(cause.Id, LineageKind.Merged, target, options.Day));
                }

                yield return gone with { State = DiscoveredState.Merged, MergedInto = target };
                continue;
            }

            if (edits.IsDismissed(cause.Id))
            {
                yield return gone with { State = DiscoveredState.Dismissed, MergedInto = null };
                continue;
            }

            if (cause.State != DiscoveredState.Active || edits.IsPinned(cause.Id))
            {
                yield return gone;
                continue;
            }

            int into = shared.Where(p => p.Key.Old == i && 2 * p.Value > oldSizes[i]).Select(p => p.Key.New).DefaultIfEmpty(-1).First();
            if (into >= 0 && found[into].State == DiscoveredState.Active)
            {
                _lineage.Add(new LineageEvent(cause.Id, LineageKind.Merged, found[into].Id, options.Day));
                yield return gone with { State = DiscoveredState.Merged, MergedInto = found[into].Id };
            }
            else
            {
                _lineage.Add(new LineageEvent(cause.Id, LineageKind.Retired, null, options.Day));
                yield return gone with { State = DiscoveredState.Retired };
            }
        }
    }

    /// <summary>From the texts that it is born from, and from nothing else.</summary>
    private string BirthId(List<int> members)
    {
        ulong name = 0;
        foreach (int line in members)
        {
            name = WordHash.Combine(name, lines.Names[line]);
        }

        while (true)
        {
            string id = "found-" + (name >> 24).ToString("x10", CultureInfo.InvariantCulture);
            if (!taken.Contains(id))
            {
                return id;
            }

            name = WordHash.Combine(name, name);
        }
    }

    private string[] LanguagesOf(List<int> members) =>
        [.. members.GroupBy(line => lines.Clauses(line)[0].Language, StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(line => lines.Clauses(line).Length)).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key).Take(16)];

    private string MostFrequent(IEnumerable<int> of) =>
        of.GroupBy(line => lines.Clauses(line)[0].Language, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key).FirstOrDefault("en");

    private long ReachOf(int line)
    {
        long reach = 0;
        foreach (CauseText clause in lines.Clauses(line))
        {
            reach += clause.Reach;
        }

        return reach;
    }

    private static PrototypeSet Renumber(PrototypeSet prototypes, int[] index) =>
        new([.. prototypes.Owners.Select(owner => index[owner])], prototypes.Thresholds, prototypes.Steps, prototypes.Cells);

    private bool SameApartFromNumber(LanguageCauses model)
    {
        LanguageCauses renumbered = new(previous.Number, model.Causes, model.Space, model.Prototypes, model.Cut);
        return LanguageCausesFile.ToBytes(renumbered).AsSpan().SequenceEqual(LanguageCausesFile.ToBytes(previous));
    }

    private Dictionary<string, string?> Assignments(LanguageCauses model, int[] owners, DiscoveredCause[] found)
    {
        Dictionary<string, string?> assignments = new(lines.ClauseCount, StringComparer.Ordinal);
        for (int line = 0; line < owners.Length; line++)
        {
            string? id = owners[line] < 0 ? null : model.AnswerOf(found[owners[line]].Id);
            foreach (CauseText clause in lines.Clauses(line))
            {
                assignments[clause.Key] = id;
            }
        }

        return assignments;
    }
}
