namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>One whole text of a file, read for its root causes.</summary>
/// <param name="Text">As discovery reads it: redacted.</param>
/// <param name="TaxonomyIds">The causes of the taxonomy that it names, as they come; empty for none.</param>
public sealed record WholeText(CauseText Text, IReadOnlyList<string> TaxonomyIds);

/// <summary>One root cause of a file.</summary>
/// <param name="IsTaxonomy">From the taxonomy; otherwise discovered.</param>
/// <param name="ParentId">For a discovered one: the cause of the taxonomy that most of its texts name, of which it is a part; null for none.</param>
/// <param name="Examples">Keys of at most three texts.</param>
public sealed record FileCause(
    string Id,
    string Label,
    bool IsTaxonomy,
    string? ParentId,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Languages,
    int Mentions,
    int Voices,
    IReadOnlyList<string> Examples);

/// <summary>What was found in a file.</summary>
/// <param name="Ids">For the key of each text its one root cause, or null.</param>
/// <param name="Causes">All root causes that a text has, most mentioned first.</param>
/// <param name="IsTaxonomyGrain">The taxonomy's causes decide; otherwise the clusters do.</param>
/// <param name="Coverage">Share of the texts that name a cause of the taxonomy, 0 to 1.</param>
/// <param name="Stability">As in <see cref="DiscoveryRun"/>.</param>
public sealed record FileCauses(IReadOnlyDictionary<string, string?> Ids, IReadOnlyList<FileCause> Causes, bool IsTaxonomyGrain, double Coverage, double Stability);

/// <summary>
/// One root cause for each text of a file, from taxonomy and discovery together. In the pipeline discovery only sees what the taxonomy
/// leaves over, and a text may have several causes; a file that is looked at alone gets one partition.
/// </summary>
/// <remarks>
/// The finer of two truths is not always the better one. Where the taxonomy explains much of a file, the file is about what the taxonomy
/// is about, and its causes stand. Where it explains little, the file has reasons of its own, which the taxonomy would only lump together:
/// then the clusters stand, with the cause that most of their texts name as their parent. docs/root-causes.md has the measurements.
/// </remarks>
public static class WholeTexts
{
    /// <summary>From this share of texts with a cause of the taxonomy on its causes stand.</summary>
    private const double MuchCovered = 0.42;

    /// <summary>From this share of texts with one cause on a cluster is about it.</summary>
    private const double MostOfCluster = 0.4;

    /// <summary>Reads one text; safe for many threads.</summary>
    public static WholeText Read(string key, TextInput input, EmbeddedTextEngine engine, CauseReader reader)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(reader);
        TextInsight insight = engine.Analyze(input);
        string[] ids = [.. reader.Read(input, insight).Causes.Select(cause => cause.RootCauseId).Distinct(StringComparer.Ordinal)];
        return new WholeText(new CauseText(key, insight.Redacted, insight.Language.Code, input.Question, default, VoiceKey: null, Reach: 0), ids);
    }

    /// <summary>Decides for all texts together. The same texts in any order give the same root causes.</summary>
    public static FileCauses Explain(IReadOnlyList<WholeText> texts, Taxonomy taxonomy, DiscoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(options);
        DiscoveryRun run = Discovery.Recluster(null, [.. texts.Select(text => text.Text)], options, []);
        Dictionary<string, int> frequency = texts.SelectMany(text => text.TaxonomyIds).GroupBy(id => id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Dictionary<string, string> stated = [];
        foreach (WholeText text in texts.Where(text => text.TaxonomyIds.Count > 0))
        {
            // Of several causes the one that the file names most often: a partition has to choose.
            stated[text.Text.Key] = text.TaxonomyIds.OrderByDescending(id => frequency[id]).ThenBy(id => id, StringComparer.Ordinal).First();
        }

        double coverage = texts.Count == 0 ? 0 : stated.Count / (double)texts.Count;
        bool isTaxonomyGrain = coverage >= MuchCovered;
        Dictionary<string, string> parents = Parents(run, stated);
        Dictionary<string, string?> ids = new(StringComparer.Ordinal);
        foreach (string key in texts.Select(text => text.Text.Key))
        {
            string? found = run.Assignments[key];
            string? named = stated.GetValueOrDefault(key);
            ids[key] = !isTaxonomyGrain ? found ?? named : named ?? (found is null ? null : parents.GetValueOrDefault(found, found));
        }

        return new FileCauses(ids, Catalogue(texts, ids, run.Model, parents, taxonomy, options), isTaxonomyGrain, coverage, run.Stability);
    }

    private static Dictionary<string, string> Parents(DiscoveryRun run, Dictionary<string, string> stated)
    {
        Dictionary<string, string> parents = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> cluster in run.Assignments.Where(a => a.Value is not null).GroupBy(a => a.Value!, a => a.Key, StringComparer.Ordinal))
        {
            IGrouping<string, string>? most = cluster.Where(stated.ContainsKey).GroupBy(key => stated[key], StringComparer.Ordinal)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
            if (most is not null && most.Count() >= MostOfCluster * cluster.Count())
            {
                parents.Add(cluster.Key, most.Key);
            }
        }

        return parents;
    }

    private static List<FileCause> Catalogue(IReadOnlyList<WholeText> texts, Dictionary<string, string?> ids, CauseModel model, Dictionary<string, string> parents, Taxonomy taxonomy, DiscoveryOptions options)
    {
        List<FileCause> causes = [];
        foreach (IGrouping<string, WholeText> group in texts.Where(text => ids[text.Text.Key] is not null).GroupBy(text => ids[text.Text.Key]!, StringComparer.Ordinal))
        {
            string[] languages = [.. group.GroupBy(text => text.Text.Language, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)];
            int mentions = group.Count();
            int voices = group.Select(text => text.Text.VoiceKey ?? text.Text.Text).Distinct(StringComparer.Ordinal).Count();
            DiscoveredCause? found = model.Find(group.Key);
            causes.Add(found is not null
                ? new FileCause(group.Key, found.Label, IsTaxonomy: false, parents.GetValueOrDefault(group.Key), found.Terms, languages, mentions, voices, found.Examples)
                : new FileCause(group.Key, taxonomy.FindLabel(group.Key, options.MainLanguage ?? languages[0]) ?? group.Key, IsTaxonomy: true, ParentId: null, [], languages, mentions, voices, Shortest(group)));
        }

        causes.Sort((a, b) => a.Mentions != b.Mentions ? b.Mentions.CompareTo(a.Mentions) : string.CompareOrdinal(a.Id, b.Id));
        return causes;
    }

    /// <summary>Texts that say little beside their cause.</summary>
    private static string[] Shortest(IEnumerable<WholeText> texts) =>
        [.. texts.OrderBy(text => text.Text.Text.Length).ThenBy(text => text.Text.Text, StringComparer.Ordinal).ThenBy(text => text.Text.Key, StringComparer.Ordinal).DistinctBy(text => text.Text.Text, StringComparer.Ordinal).Take(3).Select(text => text.Text.Key)];
}
