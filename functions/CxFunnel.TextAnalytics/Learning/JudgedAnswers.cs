using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Learning;

/// <summary>Answers to corrected texts beside what their owners say.</summary>
internal sealed class JudgedAnswers
{
    private readonly double[] _losses;
    private readonly int _right;

    private JudgedAnswers(double[] losses, int right, AnswerQuality quality)
    {
        _losses = losses;
        _right = right;
        Quality = quality;
    }

    public AnswerQuality Quality { get; }

    public double MeanLoss => Quality.LogLoss;

    /// <param name="rows">At least one.</param>
    /// <param name="weightsOf">The weights that answer a text.</param>
    public static JudgedAnswers Of(IReadOnlyList<OwnRow> rows, Func<OwnRow, OwnWeights> weightsOf)
    {
        double[] losses = new double[rows.Count];
        int[,] counts = new int[4, 4];
        int right = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            OwnWeights weights = weightsOf(rows[i]);
            Vector2 evidence = weights.Sum(rows[i]);
            losses[i] = Loss(evidence, rows[i].Label);
            SentimentLabel answer = Answer(evidence, rows[i], weights.SaysMixed);
            counts[(int)rows[i].Label, (int)answer]++;
            right += answer == rows[i].Label ? 1 : 0;
        }

        return new JudgedAnswers(losses, right, new AnswerQuality(rows.Count == 0 ? 0 : (double)right / rows.Count, MacroF1(counts), rows.Count == 0 ? 0 : losses.Average()));
    }

    /// <summary>
    /// The test that decides: the mean loss falls by more than so many standard errors of the paired differences, and no fewer answers are right.
    /// </summary>
    public bool IsBetterThan(JudgedAnswers other, double standardErrors)
    {
        int n = _losses.Length;
        if (n < 2 || _right < other._right)
        {
            return false;
        }

        double mean = other.MeanLoss - MeanLoss;
        double variance = 0;
        for (int i = 0; i < n; i++)
        {
            double difference = other._losses[i] - _losses[i] - mean;
            variance += difference * difference;
        }

        return mean > standardErrors * Math.Sqrt(variance / (n - 1) / n);
    }

    /// <summary>A mixed text should leave praise and blame equally likely.</summary>
    public static double Loss(Vector2 evidence, SentimentLabel label)
    {
        (double positive, double neutral, double negative) = SentimentEvidence.Probabilities(evidence);
        return label switch
        {
            SentimentLabel.Positive => -Log(positive),
            SentimentLabel.Negative => -Log(negative),
            SentimentLabel.Mixed => -(Log(positive) + Log(negative)) / 2,
            _ => -Log(neutral),
        };

        static double Log(double probability) => Math.Log(Math.Max(1e-9, probability));
    }

    private static SentimentLabel Answer(Vector2 evidence, OwnRow row, bool saysMixed)
    {
        (double positive, double neutral, double negative) = SentimentEvidence.Probabilities(evidence);
        return saysMixed && row.HoldsBoth && Math.Max(positive, negative) < row.SureOfOne ? SentimentLabel.Mixed
            : neutral >= positive && neutral >= negative ? SentimentLabel.Neutral
            : positive >= negative ? SentimentLabel.Positive
            : SentimentLabel.Negative;
    }

    private static double MacroF1(int[,] counts)
    {
        double sum = 0;
        int labels = 0;
        for (int label = 0; label < 4; label++)
        {
            int told = 0;
            int answered = 0;
            for (int other = 0; other < 4; other++)
            {
                told += counts[label, other];
                answered += counts[other, label];
            }

            if (told > 0)
            {
                sum += 2.0 * counts[label, label] / (told + answered);
                labels++;
            }
        }

        return labels == 0 ? 0 : sum / labels;
    }
}
