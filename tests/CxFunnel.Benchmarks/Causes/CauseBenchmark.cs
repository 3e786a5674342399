using System.Diagnostics;
using System.Globalization;
using CxFunnel.Benchmarks.Text;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Clusters;
using CxFunnel.TextAnalytics.Text;
using CxFunnel.TextAnalytics.Training;
using CxFunnel.TextAnalytics.Training.Causes;

namespace CxFunnel.Benchmarks.Causes;

/// <summary>
/// <c>./cx bench causes</c>: discovery, which is not told how many reasons there are, beside TF-IDF with k-means, which is, and beside
/// plain leader clustering; then how stable it is, how fast, and how much memory it takes.
/// </summary>
internal static class CauseBenchmark
{
    private const float LeaderSimilarity = 0.3f;

    public static void Run(TextWriter output, BenchmarkArguments arguments)
    {
        string? only = arguments.Options.GetValueOrDefault("only");
        bool isWanted(CauseSet set) => only is null || set.Name.Contains(only, StringComparison.OrdinalIgnoreCase);
        if (only is null or "speed")
        {
            // First, because the process's peak is discovery's only as long as nothing else has run in it.
            int count = arguments.Number("clauses", usual: 200_000, smoke: 3_000);
            Speed(output, arguments.Options.GetValueOrDefault("texts") is { } file ? [.. File.ReadLines(file).Take(count)] : TextWorkload.ShortComments(count, seed: 7));
        }

        if (only is "speed")
        {
            return;
        }

        string? folder = arguments.Options.GetValueOrDefault("data");
        output.WriteLine("What belongs nowhere is taken as one group. ARI and best match are aimed at; the others rise with the number of groups.");
        output.WriteLine($"{"",-36}{"ARI",7}{"match",7}{"V",7}{"purity",8}{"groups",8}{"nowhere",9}{"s",7}");
        foreach (CauseSet set in CauseSet.Carried().Where(isWanted))
        {
            Compare(output, set, arguments.IsSmoke);
        }

        if (only is null)
        {
            Stability(output, CauseSet.Carried().Last());
        }

        if (folder is not null && !arguments.IsSmoke)
        {
            Unseen(output, new DataFolder(folder), isWanted, arguments.Options.GetValueOrDefault("lexicon"));
        }
    }

    private static void Compare(TextWriter output, CauseSet set, bool isSmoke)
    {
        string[] known = [.. set.Rows.Select(row => row.Reason)];
        int k = known.Distinct(StringComparer.Ordinal).Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: {set.Rows.Count} texts, {k} reasons"));
        CauseText[] clauses = set.Clauses();
        DiscoveryRun? run = null;
        Measure(output, "  discovery", known, () =>
        {
            run = Discovery.Recluster(null, clauses, new DiscoveryOptions(), []);
            return [.. clauses.Select(clause => run.Assignments[clause.Key])];
        });
        EmbeddedTextEngine engine = new();
        CauseReader reader = new(Taxonomy.Shipped);
        Measure(output, "  with the taxonomy (./cx causes)", known, () =>
        {
            WholeText[] texts = [.. clauses.Select(clause => WholeTexts.Read(clause.Key, new TextInput(clause.Text) { Language = clause.Language }, engine, reader))];
            FileCauses causes = WholeTexts.Explain(texts, Taxonomy.Shipped, new DiscoveryOptions());
            return [.. clauses.Select(clause => causes.Ids[clause.Key])];
        });
        Measure(output, "  TF-IDF and k-means, k given", known, () => new TermVectors([.. set.Rows.Select(row => row.Text)]).KMeans(k, isSmoke ? 1 : 10));
        Measure(output, "  leader clustering", known, () => new TermVectors([.. set.Rows.Select(row => row.Text)]).Leaders(LeaderSimilarity));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  labels that share a word with the name of their reason: {LabelOverlap(run!, clauses, known):P0}"));
    }

    private static void Measure(TextWriter output, string name, string[] known, Func<IReadOnlyList<string?>> find)
    {
        long start = TimeProvider.System.GetTimestamp();
        IReadOnlyList<string?> found = find();
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Agreement a = Agreement.Of(known, found);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36}{100 * a.Rand,7:F1}{100 * a.BestMatch,7:F1}{100 * a.Information,7:F1}{100 * a.Purity,8:F1}{a.Groups,8}{found.Count(id => id is null) / (double)found.Count,9:P1}{seconds,7:F1}"));
    }

    /// <summary>Of the root causes, weighed by their size: the share whose label has a word (or its beginning) of the name of the reason that most of their texts have.</summary>
    private static double LabelOverlap(DiscoveryRun run, CauseText[] clauses, string[] known)
    {
        double hit = 0;
        double all = 0;
        foreach (IGrouping<string, string> group in clauses.Select((clause, i) => (Id: run.Assignments[clause.Key], Reason: known[i])).Where(p => p.Id is not null).GroupBy(p => p.Id!, p => p.Reason, StringComparer.Ordinal))
        {
            string reason = group.GroupBy(r => r, StringComparer.Ordinal).OrderByDescending(g => g.Count()).First().Key;
            string[] words = [.. reason.Split('_', ' ', '#', '/').Select(Stem)];
            all += group.Count();
            hit += run.Model.Find(group.Key)!.Label.Split(' ').Select(Stem).Intersect(words, StringComparer.OrdinalIgnoreCase).Any() ? group.Count() : 0;
        }

        return all > 0 ? hit / all : 0;
    }

    private static string Stem(string word) => word.Length > 5 ? word[..5] : word.TrimEnd('s');

    private static void Stability(TextWriter output, CauseSet set)
    {
        CauseText[] clauses = set.Clauses();
        new Random(5).Shuffle(clauses);
        CauseText[] before = clauses[..(clauses.Length * 10 / 11)];
        DiscoveryRun first = Discovery.Recluster(null, before, new DiscoveryOptions(), []);
        DiscoveryRun again = Discovery.Recluster(null, [.. before.Reverse()], new DiscoveryOptions { Threads = 1 }, []);
        DiscoveryRun grown = Discovery.Recluster(first.Model, clauses, new DiscoveryOptions(), []);
        double changed = before.Count(clause => first.Assignments[clause.Key] != grown.Assignments[clause.Key]) / (double)before.Length;
        int kept = first.Model.Causes.Count(cause => grown.Model.Find(cause.Id)?.State == DiscoveredState.Active);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Name}: other order and threads give the {(first.Model.ToBytes().AsSpan().SequenceEqual(again.Model.ToBytes()) ? "same bytes" : "WRONG: OTHER bytes")}; 10 % more texts change {changed:P1} of the old ones and keep {kept} of {first.Model.Causes.Count} ids; stability {first.Stability:F2}"));
    }

    /// <summary>The same on larger sets, with a lexicon that was trained without them: what discovery is worth on texts of a kind that nobody has seen.</summary>
    /// <param name="trained">A lexicon's file that stands for those that would be trained; null trains them.</param>
    private static void Unseen(TextWriter output, DataFolder data, Func<CauseSet, bool> isWanted, string? trained)
    {
        output.WriteLine("with a lexicon of reasons that was trained without the set (hotel and phone without both):");
        foreach (IGrouping<string, CauseSet> sets in CauseSet.Full(data).Where(isWanted).GroupBy(set => set.Unseen is "hotel" or "phone" ? "hotel,phone" : set.Unseen, StringComparer.Ordinal))
        {
            ReasonLexicon.Replace(trained is not null ? File.ReadAllBytes(trained) : new ReasonExperiments(data, TextWriter.Null).Train(new ReasonOptions(), sets.Key.Split(',')));
            foreach (CauseSet set in sets)
            {
                Compare(output, set, isSmoke: false);
            }
        }

        ReasonLexicon.Replace(EmbeddedData.ReadBytes("causes.bin"));
    }

    private static void Speed(TextWriter output, string[] texts)
    {
        int count = texts.Length;
        CauseText[] clauses = [.. texts.Select((text, i) => new CauseText($"{i:D6}", text, "en", null, new DateOnly(2026, 1, 1), null, 0))];
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        long start = TimeProvider.System.GetTimestamp();
        DiscoveryRun run = Discovery.Recluster(null, clauses, new DiscoveryOptions(), []);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} clauses: {seconds:F1} s ({(process.TotalProcessorTime - cpu).TotalSeconds:F1} s of processor on two threads), at most {process.PeakWorkingSet64 / 1e6:F0} MB in the process, model of {run.Model.ToBytes().Length / 1e6:F1} MB with {run.Model.Causes.Count} root causes"));
        start = TimeProvider.System.GetTimestamp();
        int assigned = clauses.Take(40_000).Count(clause => run.Model.Assign(clause.Text, clause.Language, null) is not null);
        seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"assignment: {Math.Min(count, 40_000) / seconds:N0} texts/s on one thread ({assigned:N0} assigned)"));
    }
}
