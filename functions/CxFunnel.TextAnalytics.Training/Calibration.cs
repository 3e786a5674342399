using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>
/// Fits one factor a blend of kinds so that stated probabilities come true. It is fitted on texts of sources that the weights were trained
/// without, because that is the situation in use; fitted on rows like the training ones, it would promise too much.
/// </summary>
internal static class Calibration
{
    private const double NeutralReviews = 0.2;

    public static Vector3[] Fit(IReadOnlyList<(SentimentRow Row, TrainedWeights Weights)> held)
    {
        Vector3[] result = new Vector3[KindBlend.All.Length];
        foreach (KindBlend blend in KindBlend.All)
        {
            List<(Vector2 Evidence, int Label, double Weight)> seen = [];
            foreach (IGrouping<string, (SentimentRow Row, TrainedWeights Weights)> source in held
                .Where(pair => IsReadWith(blend, pair.Row)).GroupBy(pair => pair.Row.Text.Corpus + pair.Row.Text.Language, StringComparer.Ordinal))
            {
                int size = source.Count();
                foreach ((SentimentRow row, TrainedWeights weights) in source)
                {
                    (double up, double down) = weights.Logits(row, blend);
                    // Every source counts the same, however many rows it has.
                    seen.Add((new Vector2((float)up, (float)down), row.Text.Label, 1.0 / size));
                }
            }

            result[blend.Index] = seen.Count < 200 ? Vector3.UnitX : blend == KindBlend.Review ? BestWithNeutral(seen) : new Vector3(BestFactor(seen), 0, 0);
        }

        // No source holds survey answers to fit on; they are read as reviews, so they are as sure as these.
        result[KindBlend.Survey.Index] = result[KindBlend.Review.Index];
        return result;
    }

    /// <summary>Nobody has labelled tickets, so that any text stands in for them.</summary>
    private static bool IsReadWith(KindBlend blend, SentimentRow row) =>
        blend == KindBlend.Ticket || (blend == KindBlend.Unknown ? row.Guessed : row.Told) == blend;

    /// <summary>
    /// The review corpora hold next to no lukewarm texts, so weights trained on them never answer "neutral". Reviews in stores do: the
    /// rows are weighed as if a fifth were neutral, and a common offset for praise and blame is fitted with the factor.
    /// </summary>
    private static Vector3 BestWithNeutral(List<(Vector2 Evidence, int Label, double Weight)> seen)
    {
        double neutral = seen.Where(s => s.Label == 1).Sum(s => s.Weight);
        double rest = seen.Where(s => s.Label != 1).Sum(s => s.Weight);
        double lift = NeutralReviews / (1 - NeutralReviews) * rest / neutral;
        List<(Vector2 Evidence, int Label, double Weight)> weighed = [.. seen.Select(s => s with { Weight = s.Label == 1 ? s.Weight * lift : s.Weight })];
        (Vector3 best, double least) = (Vector3.UnitX, double.MaxValue);
        for (float offset = 0; offset > -4; offset -= 0.1f)
        {
            Vector2 shift = new(offset, offset);
            for (float factor = 0.4f; factor < 3; factor *= 1.08f)
            {
                double loss = Loss(weighed, factor, shift);
                if (loss < least)
                {
                    (best, least) = (new Vector3(factor, offset, offset), loss);
                }
            }
        }

        return best;
    }

    private static float BestFactor(List<(Vector2 Evidence, int Label, double Weight)> seen)
    {
        float best = 1;
        double least = double.MaxValue;
        for (float factor = 0.2f; factor < 4; factor *= 1.05f)
        {
            double loss = Loss(seen, factor, Vector2.Zero);
            if (loss < least)
            {
                least = loss;
                best = factor;
            }
        }

        return best;
    }

    private static double Loss(List<(Vector2 Evidence, int Label, double Weight)> seen, float factor, Vector2 shift)
    {
        double loss = 0;
        foreach ((Vector2 evidence, int label, double weight) in seen)
        {
            (double positive, double neutral, double negative) = SentimentEvidence.Probabilities((evidence * factor) + shift);
            loss -= weight * Math.Log(Math.Max(1e-9, label == 2 ? positive : label == 0 ? negative : neutral));
        }

        return loss;
    }
}
