using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.Text;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.Benchmarks.Causes;

/// <summary>Texts whose reasons are known.</summary>
/// <param name="Name">Of the set.</param>
/// <param name="Unseen">What the lexicon must be trained without, so that the set is new to it; empty when it never saw it.</param>
internal sealed record CauseSet(string Name, string Unseen, IReadOnlyList<(string Reason, string Language, string Text)> Rows)
{
    /// <summary>The samples that the repository carries.</summary>
    public static IEnumerable<CauseSet> Carried()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Causes", "Sets");
        yield return new CauseSet("complaints (9 reasons, 7 languages)", "", [.. Complaints(Path.Combine(folder, "complaints.txt"))]);
        foreach (string industry in new[] { "airline", "telecom", "parcel", "energy", "insurance", "finance" })
        {
            foreach (string part in new[] { "tuned", "held-out" })
            {
                yield return new CauseSet($"{industry} complaints, {part}", "", [.. Industry(Path.Combine(folder, industry + ".tsv"), part)]);
            }

            yield return new CauseSet($"{industry} complaints, both", "", [.. Industry(Path.Combine(folder, industry + ".tsv"), part: null)]);
        }

        foreach (string name in new[] { "banking77", "clinc150" })
        {
            yield return new CauseSet($"{name} (sample)", name, [.. File.ReadLines(Path.Combine(folder, name + ".tsv")).Select(line => line.Split('\t')).Select(row => (row[0], row[1], row[2]))]);
        }
    }

    /// <summary>Larger sets from the training data; as many texts of each reason as test sets usually have.</summary>
    public static IEnumerable<CauseSet> Full(DataFolder data)
    {
        yield return new CauseSet("banking77, 40 of each", "banking77", Intents(data, "banking77", 40));
        yield return new CauseSet("clinc150, 30 of each", "clinc150", Intents(data, "clinc150", 30));
        foreach (string language in new[] { "en", "de", "fr", "es" })
        {
            yield return new CauseSet($"hotel reviews, {language}", "hotel", Aspects(data, "hotel", language));
        }

        yield return new CauseSet("phone reviews, en", "phone", Aspects(data, "phone", "en"));
        foreach (string language in new[] { "en", "fr" })
        {
            yield return new CauseSet($"hotel reviews that only blame, {language}", "hotel", Aspects(data, "hotel", language, onlyBlame: true));
        }

        yield return new CauseSet("phone reviews that only blame, en", "phone", Aspects(data, "phone", "en", onlyBlame: true));
        string[] languages = ["en", "de", "es", "fr", "nl", "pt"];
        yield return new CauseSet("hotel reviews, six languages", "hotel", [.. languages.SelectMany(language => Aspects(data, "hotel", language))]);
        yield return new CauseSet("phone reviews, six languages", "phone", [.. languages.SelectMany(language => Aspects(data, "phone", language))]);
        yield return new CauseSet("hotel reviews that only blame, six languages", "hotel", [.. languages.SelectMany(language => Aspects(data, "hotel", language, onlyBlame: true))]);
    }

    public CauseText[] Clauses() => [.. Rows.Select((row, i) => new CauseText($"{i:D6}", row.Text, row.Language, null, new DateOnly(2026, 1, 1), null, 0))];

    private static IEnumerable<(string, string, string)> Industry(string file, string? part) =>
        File.ReadLines(file).Select(line => line.Split('\t')).Where(row => part is null || row[3] == part).Select(row => (row[0], row[1], row[2]));

    private static IEnumerable<(string, string, string)> Complaints(string file)
    {
        string reason = "";
        foreach (string line in File.ReadLines(file))
        {
            if (line.Split('\t') is [var language, var text])
            {
                yield return (reason, language, text);
            }
            else
            {
                reason = line;
            }
        }
    }

    /// <summary>Which texts are taken, and in which order, is decided by the texts themselves.</summary>
    private static (string, string, string)[] Intents(DataFolder data, string source, int each) =>
        [.. data.Rows("topics/intents_train.tsv.gz").Where(row => row[0] == source)
            .GroupBy(row => row[2], StringComparer.Ordinal).SelectMany(group => group.OrderBy(row => WordHash.Of(row[3])).Take(each))
            .OrderBy(row => WordHash.Of(row[3])).Select(row => (row[2], "en", row[3]))];

    /// <summary>Texts about one thing only, of things that eight texts or more are about.</summary>
    private static (string, string, string)[] Aspects(DataFolder data, string domain, string language, bool onlyBlame = false) =>
        [.. data.Rows("topics/aspects_train.tsv.gz").Where(row => row[0] == domain && row[1] == language && !row[3].Contains('|'))
            .GroupBy(row => row[3][..row[3].LastIndexOf(':')], StringComparer.Ordinal).Where(group => group.Count() >= 8)
            .SelectMany(group => group.Where(row => !onlyBlame || row[3].EndsWith(":negative", StringComparison.Ordinal)).Select(row => (group.Key, language, row[4]))).OrderBy(row => WordHash.Of(row.Item3))];
}
