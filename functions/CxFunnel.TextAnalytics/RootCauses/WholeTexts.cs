namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>One whole text of a file, read for its root causes.</summary>
/// <param name="Text">As discovery reads it: redacted.</param>
/// <param name="TaxonomyIds">The causes of the taxonomy that it names, as they come; empty for none.</param>
/// <param name="HintIds">The causes that it only hints at (<see cref="TaxonomyCause.Hints"/>); empty for none.</param>
/// <param name="IsNegative">Whether it complains as a whole.</param>
/// <param name="Unsure">What was read, when its language was guessed and may be another; else null.</param>
public sealed record WholeText(CauseText Text, IReadOnlyList<string> TaxonomyIds, IReadOnlyList<string> HintIds, bool IsNegative, TextInput? Unsure = null);

/// <summary>One root cause of a file.</summary>
/// <param name="Id">Of a cause of the taxonomy, of a family of them, or discovered.</param>
/// <param name="IsTaxonomy">From the taxonomy; otherwise discovered.</param>
/// <param name="ParentId">For a discovered one: the cause of the taxonomy that most of its texts name, of which it is a part; null for none.</param>
/// <param name="Parts">For a family: its causes with how many texts have each, most mentioned first; else empty.</param>
/// <param name="Examples">Keys of at most three texts.</param>
public sealed record FileCause(
    string Id,
    string Label,
    bool IsTaxonomy,
    string? ParentId,
    IReadOnlyList<(string Id, string Label, int Mentions)> Parts,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Languages,
    int Mentions,
    int Voices,
    IReadOnlyList<string> Examples);

/// <summary>How the texts of a file were sorted.</summary>
public enum FileGrain
{
    /// <summary>By what was discovered in them.</summary>
    Found,

    /// <summary>By the causes of the taxonomy.</summary>
    Taxonomy,

    /// <summary>By families of causes: a file of complaints.</summary>
    Complaints,
}

/// <summary>What was found in a file.</summary>
/// <param name="Ids">For the key of each text its one root cause, or null.</param>
/// <param name="Causes">All root causes that a text has, most mentioned first.</param>
/// <param name="Coverage">Share of the texts that name a cause of the taxonomy, 0 to 1.</param>
/// <param name="Stability">As in <see cref="DiscoveryRun"/>, of what was discovered.</param>
public sealed record FileCauses(IReadOnlyDictionary<string, string?> Ids, IReadOnlyList<FileCause> Causes, FileGrain Grain, double Coverage, double Stability);

/// <summary>
/// One root cause for each text of a file, from taxonomy and discovery together. In the pipeline discovery only sees what the taxonomy
/// leaves over, and a text may have several causes; a file that is looked at alone gets one partition.
/// </summary>
/// <remarks>
/// The finer of two truths is not always the better one. Where most texts complain and the taxonomy knows the words of most, the file is about
/// what goes wrong between a company and its customers: families of causes sort it, words that would prove nothing alone (hints) count, and a text that
/// says nothing but anger has no cause. Where the taxonomy names a cause for much of any other file, its causes stand. Where it explains little,
/// the file has reasons of its own, which the taxonomy would only lump together: then the clusters stand, with the cause that most of
/// their texts name as their parent. docs/root-causes.md has the measurements.
/// </remarks>
public static class WholeTexts
{
    /// <summary>From this share of texts with a cause of the taxonomy on its causes stand.</summary>
    private const double MuchCovered = 0.42;

    /// <summary>
    /// From here on a file is one of complaints: the share of its negative texts and the share of those that name a cause of the taxonomy, added up. Complaints to
    /// companies of one industry have 0.87 to 1.2, banking questions 0.65, all other questions and reviews less than 0.4.
    /// </summary>
    private const double MostlyComplaints = 0.76;

    /// <summary>However much the taxonomy knows: a file of which fewer texts are negative is none of complaints.</summary>
    private const double ManyNegative = 0.3;

    /// <summary>The share of texts that name a cause or hint at one from which on the taxonomy knows what the complaints are about.</summary>
    private const double MostlyHinted = 0.5;

    /// <summary>
    /// Where texts name or hint at more families than this on average, words that stand near each other do not tell which of them a text is about: stories name many things in passing. Public
    /// complaints to five industries have 1.3 to 1.7, sentences of reviews 1 to 2, stories of 40 words about loans and credit reports 3.3.
    /// </summary>
    private const double MostFamilies = 2.5;

    /// <summary>From this share of texts with one cause on a cluster is about it.</summary>
    private const double MostOfCluster = 0.4;

    /// <summary>As alike as in the pipeline: what complaints leave over is anger more often than a reason.</summary>
    private const double LeastCohesion = 0.45;

    /// <summary>As much in common as in the pipeline: what was left over and is about something.</summary>
    private const double LeastShared = 0.5;

    /// <summary>A file of which this share is in one language is in that language.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>Below, the guess of a language gives way to what the rest of the file says. Short texts get up to 0.94 for a wrong one.</summary>
    private const double SureOfLanguage = 0.95;

    /// <summary>Reads one text; safe for many threads.</summary>
    public static WholeText Read(string key, TextInput input, EmbeddedTextEngine engine, CauseReader reader)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(reader);
        TextInsight insight = engine.Analyze(input);
        string[] ids = [.. reader.Read(input, insight).Causes.Select(cause => cause.RootCauseId).Distinct(StringComparer.Ordinal)];
        CauseText text = new(key, insight.Redacted, insight.Language.Code, input.Question, default, VoiceKey: null, Reach: 0);
        bool isUnsure = input.Language is null && insight.Language.Confidence < SureOfLanguage;
        return new WholeText(text, ids, reader.ReadHints(input, insight), insight.Sentiment == SentimentLabel.Negative, isUnsure ? input : null);
    }

    /// <summary>Reads texts whose language is not sure again in the language of nearly all others, if there is one; the others stay as they are.</summary>
    public static IReadOnlyList<WholeText> Settle(IReadOnlyList<WholeText> texts, EmbeddedTextEngine engine, CauseReader reader)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string? main = texts.CountBy(text => text.Text.Language, StringComparer.Ordinal).Where(language => language.Value >= NearlyAll * texts.Count).Select(language => language.Key).FirstOrDefault();
        return main is null || !Taxonomy.Languages.Contains(main)
            ? texts
            : [.. texts.Select(text => text.Unsure is { } input && text.Text.Language != main ? Read(text.Text.Key, input with { Language = main }, engine, reader) : text)];
    }

    /// <summary>Decides for all texts together. The same texts in any order give the same root causes.</summary>
    public static FileCauses Explain(IReadOnlyList<WholeText> texts, Taxonomy taxonomy, DiscoveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(options);
        double ShareOf(Func<WholeText, bool> condition) => texts.Count == 0 ? 0 : texts.Count(condition) / (double)texts.Count;
        double coverage = ShareOf(text => text.TaxonomyIds.Count > 0);
        double negative = ShareOf(text => text.IsNegative);
        bool isToThePoint = texts.Sum(text => (long)text.TaxonomyIds.Concat(text.HintIds).Select(id => taxonomy.FamilyOf(id)?.Id ?? id).Distinct(StringComparer.Ordinal).Count()) <= MostFamilies * texts.Count;
        if (isToThePoint && negative >= ManyNegative && negative + coverage >= MostlyComplaints && ShareOf(text => text.TaxonomyIds.Count > 0 || text.HintIds.Count > 0) >= MostlyHinted)
        {
            return Complaints(texts, taxonomy, options, coverage);
        }

        DiscoveryRun run = Discovery.Recluster(null, [.. texts.Select(text => text.Text)], options, []);
        Dictionary<string, int> frequency = texts.SelectMany(text => text.TaxonomyIds).GroupBy(id => id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Dictionary<string, string> stated = [];
        foreach (WholeText text in texts.Where(text => text.TaxonomyIds.Count > 0))
        {
            // Of several causes the one that the file names most often: a partition has to choose.
            stated[text.Text.Key] = text.TaxonomyIds.OrderByDescending(id => frequency[id]).ThenBy(id => id, StringComparer.Ordinal).First();
        }

        bool isTaxonomyGrain = isToThePoint && coverage >= MuchCovered;
        Dictionary<string, string> parents = Parents(run, stated);
        Dictionary<string, string?> ids = new(StringComparer.Ordinal);
        foreach (string key in texts.Select(text => text.Text.Key))
        {
            string? found = run.Assignments[key];
            string? named = stated.GetValueOrDefault(key);
            ids[key] = !isTaxonomyGrain ? found ?? named : named ?? (found is null ? null : parents.GetValueOrDefault(found, found));
        }

        FileCatalogue catalogue = new(texts, taxonomy, options.MainLanguage);
        return new FileCauses(ids, catalogue.Causes(ids, run.Model, parents, []), isTaxonomyGrain ? FileGrain.Taxonomy : FileGrain.Found, coverage, run.Stability);
    }

    /// <summary>A file of complaints: by families, hints included; what is left over is clustered, and what is not alike has no cause.</summary>
    private static FileCauses Complaints(IReadOnlyList<WholeText> texts, Taxonomy taxonomy, DiscoveryOptions options, double coverage)
    {
        Dictionary<string, string> causes = new ComplaintChoice(texts, taxonomy).Causes();
        CauseText[] left = [.. texts.Where(text => !causes.ContainsKey(text.Text.Key)).Select(text => text.Text)];
        DiscoveryRun run = Discovery.Recluster(null, left, options with { LeastCohesion = LeastCohesion, LeastShared = LeastShared }, []);
        ILookup<string, string> ofFamily = causes.Values.Distinct(StringComparer.Ordinal).ToLookup(id => taxonomy.FamilyOf(id)?.Id ?? id, StringComparer.Ordinal);
        Dictionary<string, string?> ids = new(StringComparer.Ordinal);
        foreach (string key in texts.Select(text => text.Text.Key))
        {
            // A family of which the file has one cause alone is called by that cause.
            ids[key] = !causes.TryGetValue(key, out string? cause) ? run.Assignments[key]
                : taxonomy.FamilyOf(cause) is { } family && ofFamily[family.Id].Skip(1).Any() ? family.Id : cause;
        }

        FileCatalogue catalogue = new(texts, taxonomy, options.MainLanguage);
        return new FileCauses(ids, catalogue.Causes(ids, run.Model, [], causes), FileGrain.Complaints, coverage, run.Stability);
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
}
