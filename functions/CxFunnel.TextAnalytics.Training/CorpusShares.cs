using System.Numerics;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>
/// What is known of a text beforehand from the corpus that it stands in: how common praise and blame are there. It is added to the evidence
/// while a row is trained on and never afterwards, so that the weights learn what the text says and not what its corpus picked.
/// </summary>
/// <remarks>
/// Menon, Jayasumana, Rawat, Jain, Veit and Kumar, "Long-tail learning via logit adjustment", 2021. Weighing rare classes up is the older
/// way; it can do nothing for a class that a corpus does not hold, and it trusts few rows much.
/// </remarks>
internal sealed class CorpusShares
{
    /// <summary>Added to each share, so that few or no rows of a class do not count as a law.</summary>
    private const double Smoothing = 0.05;

    private readonly Dictionary<(string Corpus, string Language), double[]> _counts = [];
    private readonly TrainingOptions _options;

    public CorpusShares(IEnumerable<SentimentRow> rows, TrainingOptions options)
    {
        _options = options;
        foreach (SentimentRow row in rows)
        {
            if (!_counts.TryGetValue(Key(row), out double[]? count))
            {
                _counts.Add(Key(row), count = new double[3]);
            }

            count[row.Text.Label]++;
        }
    }

    /// <summary>How many rows of each class stand in the row's corpus and language.</summary>
    public double[] CountsFor(SentimentRow row) => _counts[Key(row)];

    /// <summary>What the corpus says for praise and for blame before a word is read.</summary>
    public Vector2 EvidenceFor(SentimentRow row)
    {
        double[] count = CountsFor(row);
        double total = count.Sum();
        double neutral = (count[1] / total) + Smoothing;
        double part = count[1] == 0 ? _options.DiscountWithoutNeutral : _options.Discount;
        return (float)part * new Vector2((float)Math.Log(((count[2] / total) + Smoothing) / neutral), (float)Math.Log(((count[0] / total) + Smoothing) / neutral));
    }

    private static (string, string) Key(SentimentRow row) => (row.Text.Corpus, row.Text.Language);
}
