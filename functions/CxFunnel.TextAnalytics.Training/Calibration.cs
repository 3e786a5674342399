using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>
/// Fits one factor a kind so that stated probabilities come true. It is fitted on texts of sources that the weights were trained
/// without, because that is the situation in use; fitted on rows like the training ones, it would promise too much.
/// </summary>
internal static class Calibration
{
    public static Vector3[] Fit(IReadOnlyList<(SentimentRow Row, TrainedWeights Weights)> held)
    {
        Vector3[] result = new Vector3[SentimentKinds.Count];
        for (int kind = 0; kind < SentimentKinds.Count; kind++)
        {
            int asked = kind;
            List<(Vector2 Evidence, int Label, double Weight)> seen = [];
            foreach (IGrouping<string, (SentimentRow Row, TrainedWeights Weights)> source in held
                .Where(pair => asked == SentimentKinds.Any || pair.Row.Kind == asked).GroupBy(pair => pair.Row.Text.Corpus + pair.Row.Text.Language, StringComparer.Ordinal))
            {
                int size = source.Count();
                foreach ((SentimentRow row, TrainedWeights weights) in source)
                {
                    (double up, double down) = weights.Logits(row, kind);
                    // Every source counts the same, however many rows it has.
                    seen.Add((new Vector2((float)up, (float)down), row.Text.Label, 1.0 / size));
                }
            }

            result[kind] = new Vector3(seen.Count < 200 ? 1 : BestFactor(seen), 0, 0);
        }

        return result;
    }

    private static float BestFactor(List<(Vector2 Evidence, int Label, double Weight)> seen)
    {
        float best = 1;
        double least = double.MaxValue;
        for (float factor = 0.2f; factor < 4; factor *= 1.05f)
        {
            double loss = 0;
            foreach ((Vector2 evidence, int label, double weight) in seen)
            {
                (double positive, double neutral, double negative) = SentimentEvidence.Probabilities(evidence * factor);
                loss -= weight * Math.Log(Math.Max(1e-9, label == 2 ? positive : label == 0 ? negative : neutral));
            }

            if (loss < least)
            {
                least = loss;
                best = factor;
            }
        }

        return best;
    }
}
