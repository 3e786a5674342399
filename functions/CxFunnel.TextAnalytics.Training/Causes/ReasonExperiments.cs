using System.Globalization;
using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Training.Causes;

/// <summary>Trains the lexicon of reasons: on everything for shipping, or without some sets to see what it is worth on what it never saw.</summary>
internal sealed class ReasonExperiments(DataFolder data, TextWriter log)
{
    private static readonly string[] IntentSources = ["banking77", "clinc150"];
    private static readonly string[] Domains = ["hotel", "food", "coursera", "phone"];
    private static readonly string[] OtherLanguages = ["de", "es", "fr", "it", "nl", "pt"];

    /// <param name="without">Sets to leave out: banking77, clinc150, hotel, food, coursera, phone, taxonomy.</param>
    public byte[] Train(ReasonOptions options, IReadOnlyCollection<string> without)
    {
        ReasonSets reader = new(data);
        List<ReasonSet> sets = [];
        foreach (string source in IntentSources.Except(without, StringComparer.Ordinal))
        {
            sets.Add(reader.Intents(source));
        }

        foreach (string domain in Domains.Except(without, StringComparer.Ordinal))
        {
            sets.Add(reader.Aspects(domain, 0.5f));
        }

        if (!without.Contains("taxonomy"))
        {
            sets.Add(reader.Groups(Taxonomy.Shipped, 1));
            sets.Add(reader.Seeds(Taxonomy.Shipped, 0.5f, each: 12));
        }

        Dictionary<uint, int> ranks = [];
        foreach (string language in OtherLanguages)
        {
            uint[] frequent = reader.Frequent(language, 300);
            for (int rank = 0; rank < frequent.Length; rank++)
            {
                ranks.TryAdd(frequent[rank], rank);
            }
        }

        EnglishVectors vectors = new(data);
        vectors.Translate(reader.Translations(Domains.Except(without, StringComparer.Ordinal), without.Contains("taxonomy") ? null : Taxonomy.Shipped).Find());
        ReasonTrainer trainer = new(options, vectors, ranks);
        trainer.Train(sets, log);
        using MemoryStream output = new();
        ReasonLexicon.Write(output, trainer.Rows());
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', sets.Select(set => set.Name))}: {output.Length:N0} bytes"));
        return output.ToArray();
    }
}
