using System.IO.Compression;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>One labelled text.</summary>
/// <param name="Label">0 negative, 1 neutral, 2 positive.</param>
internal sealed record LabelledText(string Source, string Language, int Label, string Text, string Origin)
{
    /// <summary>The source without what comes after its first dash that names a domain: one corpus.</summary>
    public string Corpus => Source.StartsWith("mabsa", StringComparison.Ordinal) ? "mabsa"
        : Source.StartsWith("uci", StringComparison.Ordinal) ? "uci"
        : Source;
}

/// <summary>Reads the training data: gzipped, tab-separated files with one header line, laid out as docs/model-card.md describes.</summary>
internal sealed class DataFolder(string path)
{
    private static readonly string[] Labels = ["negative", "neutral", "positive"];

    public IEnumerable<string[]> Rows(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(Path.Combine(path, file)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }

    /// <summary>The index of a label's name; -1 for any other word.</summary>
    public static int LabelOf(string name) => Array.IndexOf(Labels, name);

    /// <summary>Everything that sentiment is trained on: the folder's training files, then the rows written for this project but for the posts.</summary>
    public List<LabelledText> TrainingTexts() =>
        [.. Sentiment("core_train", "mabsa_train", "weak_tatoeba"), .. WrittenRows.All().Where(text => text.Origin != WrittenRows.Social)];

    /// <summary>
    /// Everything that the weights are asked about and never see: the folder's development files, then the posts written for this project.
    /// Invented posts are good enough to tell whether a language without tweets is read at all; trained on, they cost a point of
    /// macro-recall on real German tweets (docs/model-card.md).
    /// </summary>
    public List<LabelledText> DevelopmentTexts() =>
        [.. Sentiment("core_dev", "mabsa_dev"), .. WrittenRows.All().Where(text => text.Origin == WrittenRows.Social)];

    public List<LabelledText> Sentiment(params ReadOnlySpan<string> names)
    {
        List<LabelledText> texts = [];
        foreach (string name in names)
        {
            foreach (string[] row in Rows($"sentiment/{name}.tsv.gz"))
            {
                texts.Add(new LabelledText(row[0], row[1], LabelOf(row[2]), row[5], row[3]));
            }
        }

        return texts;
    }

    /// <summary>Sentences in many languages: (language, text).</summary>
    public List<(string Language, string Text)> Sentences() =>
        [.. Rows("langid/tatoeba_sentences.tsv.gz").Select(row => (row[0], row[1]))];

    /// <summary>The share of texts that is held back is chosen by the text itself, so it is the same on every run and machine.</summary>
    public static bool IsHeldBack(string text, uint percent) => WordHash.Of(text) % 100 < percent;
}
