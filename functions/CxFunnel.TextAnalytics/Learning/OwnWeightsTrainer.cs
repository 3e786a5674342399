using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Learning;

/// <summary>
/// Learns a program's own weights from its corrections: deterministic, in about a second for a thousand. What is learned is judged on
/// corrections that it was not learned from, and kept only if it is better there.
/// </summary>
internal static class OwnWeightsTrainer
{
    /// <summary>From so many on, confidence and class balance are recalibrated: three numbers.</summary>
    public const int RecalibrateFrom = 30;

    /// <summary>From so many on, words are learned.</summary>
    public const int WordsFrom = 150;

    public const int Folds = 5;

    /// <summary>One-sided 95 %: how many standard errors the mean loss must fall by.</summary>
    private const double LeastGain = 1.645;

    private const int Epochs = 30;
    private const float Rate = 0.1f;
    private const float Decay = 2e-3f;
    private const float DenseRate = 0.02f;
    private const int Seed = 1;

    /// <summary>Pulls the recalibration towards none: as strong as so many corrections.</summary>
    private const double Pull = 6;

    public static OwnTraining Train(IReadOnlyList<OwnRow> rows, string version)
    {
        JudgedAnswers shipped = JudgedAnswers.Of(rows, _ => new OwnWeights(version, Recalibration.None, saysMixed: true, [], []));
        List<(TrainedPart Part, JudgedAnswers Judged)> tried = [];
        if (rows.Count >= RecalibrateFrom)
        {
            tried.Add((TrainedPart.Calibration, CrossJudged(rows, TrainedPart.Calibration, version)));
        }

        if (rows.Count >= WordsFrom)
        {
            tried.Add((TrainedPart.Words, CrossJudged(rows, TrainedPart.Words, version)));
        }

        // The simpler of two that do equally well comes first.
        (TrainedPart Part, JudgedAnswers Judged)? best = tried.Where(t => t.Judged.IsBetterThan(shipped, LeastGain)).OrderBy(t => t.Judged.MeanLoss).Select(t => ((TrainedPart, JudgedAnswers)?)t).FirstOrDefault();
        return new OwnTraining
        {
            Corrections = rows.Count,
            Before = shipped.Quality,
            After = best?.Judged.Quality ?? (tried.Count > 0 ? tried.MinBy(t => t.Judged.MeanLoss).Judged.Quality : null),
            Part = best?.Part,
            Weights = best is { Part: var part } ? Fit(rows, part, version) : null,
        };
    }

    /// <summary>Each part is judged by weights that were learned from the other parts.</summary>
    private static JudgedAnswers CrossJudged(IReadOnlyList<OwnRow> rows, TrainedPart part, string version)
    {
        OwnWeights[] byFold = [.. Enumerable.Range(0, Folds).Select(fold => Fit([.. rows.Where(r => r.Fold != fold)], part, version))];
        return JudgedAnswers.Of(rows, row => byFold[row.Fold]);
    }

    public static OwnWeights Fit(IReadOnlyList<OwnRow> rows, TrainedPart part, string version)
    {
        Recalibration recalibration = FitRecalibration(rows);
        bool saysMixed = MixedPays(rows);
        if (part == TrainedPart.Calibration)
        {
            return new OwnWeights(version, recalibration, saysMixed, [], []);
        }

        Vector2[] cells = new Vector2[1 << OwnWeights.BucketBits];
        Vector2[] dense = new Vector2[SentimentFeatures.DenseCount];
        float[] cellSquares = new float[cells.Length];
        float[] denseSquares = new float[dense.Length];
        Vector2 offsetSquares = default;
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        Random random = new(Seed);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            float rate = Rate * (1 - (0.8f * epoch / Epochs));
            foreach (int index in order)
            {
                OwnRow row = rows[index];
                Vector2 gradient = Gradient(OwnWeights.Sum(row, recalibration, cells, dense), row.Label);
                Vector2 words = gradient * OwnWeights.WordScale(row);
                foreach (int bucket in row.Words)
                {
                    Step(ref cells[bucket], ref cellSquares[bucket], words, rate);
                }

                Vector2 grams = gradient * OwnWeights.PerGram(row);
                foreach (int bucket in row.Grams)
                {
                    Step(ref cells[bucket], ref cellSquares[bucket], grams, rate);
                }

                for (int i = 1; i < row.Dense.Length; i++)
                {
                    if (row.Dense[i] != 0)
                    {
                        Step(ref dense[i], ref denseSquares[i], gradient * row.Dense[i], rate * DenseRate / Rate);
                    }
                }

                offsetSquares += gradient * gradient;
                Vector2 step = gradient * (rate * DenseRate / Rate) / (Vector2.SquareRoot(offsetSquares) + Vector2.One);
                recalibration = recalibration with { Offset = recalibration.Offset - step };
            }
        }

        return new OwnWeights(version, recalibration, saysMixed, cells, dense);
    }

    private static void Step(ref Vector2 weight, ref float squares, Vector2 gradient, float rate)
    {
        gradient += Decay * weight;
        squares += gradient.LengthSquared();
        weight -= rate / (MathF.Sqrt(squares) + 0.1f) * gradient;
    }

    private static Vector2 Gradient(Vector2 evidence, SentimentLabel label)
    {
        (double positive, double _, double negative) = SentimentEvidence.Probabilities(evidence);
        (double wantedPositive, double wantedNegative) = Wanted(label);
        return new Vector2((float)(positive - wantedPositive), (float)(negative - wantedNegative));
    }

    /// <summary>Mixed is half praise and half blame.</summary>
    private static (double Positive, double Negative) Wanted(SentimentLabel label) => label switch
    {
        SentimentLabel.Positive => (1, 0),
        SentimentLabel.Negative => (0, 1),
        SentimentLabel.Mixed => (0.5, 0.5),
        _ => (0, 0),
    };

    /// <summary>Three numbers by gradient descent with a step that halves when it does not help; convex, so the order of steps does not matter.</summary>
    private static Recalibration FitRecalibration(IReadOnlyList<OwnRow> rows)
    {
        Vector3 at = new(1, 0, 0);
        double loss = RecalibrationLoss(rows, at, out Vector3 gradient);
        float step = 4f / Math.Max(1, rows.Count);
        for (int round = 0; round < 200 && step > 1e-7f; round++)
        {
            Vector3 next = at - (step * gradient);
            next.X = Math.Clamp(next.X, 0.2f, 4);
            double reached = RecalibrationLoss(rows, next, out Vector3 nextGradient);
            if (reached < loss)
            {
                (at, loss, gradient) = (next, reached, nextGradient);
                step *= 1.2f;
            }
            else
            {
                step /= 2;
            }
        }

        return new Recalibration(at.X, new Vector2(at.Y, at.Z));
    }

    private static double RecalibrationLoss(IReadOnlyList<OwnRow> rows, Vector3 at, out Vector3 gradient)
    {
        Recalibration recalibration = new(at.X, new Vector2(at.Y, at.Z));
        double loss = Pull / 2 * (((at.X - 1) * (at.X - 1) * 4) + (at.Y * at.Y) + (at.Z * at.Z));
        gradient = (float)Pull * new Vector3((at.X - 1) * 4, at.Y, at.Z);
        foreach (OwnRow row in rows)
        {
            Vector2 evidence = recalibration.Apply(row.Shipped);
            loss += JudgedAnswers.Loss(evidence, row.Label);
            Vector2 slope = Gradient(evidence, row.Label);
            gradient += new Vector3(Vector2.Dot(slope, row.Shipped), slope.X, slope.Y);
        }

        return loss;
    }

    /// <summary>Whether the rule for mixed texts is right more often than it is wrong with these owners.</summary>
    private static bool MixedPays(IReadOnlyList<OwnRow> rows)
    {
        OwnRow[] both = [.. rows.Where(r => r.HoldsBoth)];
        return both.Length < 5 || both.Count(r => r.Label == SentimentLabel.Mixed) * 3 >= both.Length;
    }
}

/// <summary>What is learned of a program.</summary>
public enum TrainedPart
{
    /// <summary>How sure to be, how common praise and blame are, and whether texts are called mixed.</summary>
    Calibration,

    /// <summary>That, and what words mean.</summary>
    Words,
}

/// <summary>How good answers are.</summary>
/// <param name="Accuracy">Share of right answers, 0..1.</param>
/// <param name="MacroF1">Mean F1 of the labels that occur, 0..1.</param>
/// <param name="LogLoss">Mean of -ln of the confidence in the right label; 0 is perfect, ln 3 is guessing.</param>
public sealed record AnswerQuality(double Accuracy, double MacroF1, double LogLoss);

/// <summary>What came of a training.</summary>
public sealed record OwnTraining
{
    public required int Corrections { get; init; }

    /// <summary>Of the shipped weights, on all corrections.</summary>
    public required AnswerQuality Before { get; init; }

    /// <summary>Of the best that was tried, on corrections that it was not learned from; null when there were too few to try.</summary>
    public required AnswerQuality? After { get; init; }

    /// <summary>What was learned; null when nothing was better than the shipped weights.</summary>
    public required TrainedPart? Part { get; init; }

    /// <summary>Learned from all corrections; null when nothing was better than the shipped weights.</summary>
    public required OwnWeights? Weights { get; init; }
}
