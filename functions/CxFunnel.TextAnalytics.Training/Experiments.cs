using System.Globalization;
using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>Trains the weights that ship, and the leave-one-source-out runs that say what they are worth.</summary>
internal sealed class Experiments
{
    private static readonly (string Name, Func<LabelledText, bool> IsLeftOut, Func<LabelledText, bool> IsAsked)[] Runs =
    [
        ("trained on all sources, development rows and invented posts", _ => false, t => t.Corpus is not "xed" and not "xed-proj"),
        ("trained without English tweets (SemEval)", t => t.Corpus == "semeval2013-16", t => t.Corpus == "semeval2013-16"),
        ("trained without German tweets and comments (SB10k, PotTS, BRIGHTER de)", t => t.Language == "de" && t.Corpus is "sb10k" or "potts" or "brighter", t => t.Language == "de" && t.Corpus is "sb10k" or "potts"),
        ("trained without the reviews of M-ABSA", t => t.Corpus == "mabsa", t => t.Corpus == "mabsa"),
        ("trained without BRIGHTER", t => t.Corpus == "brighter", t => t.Corpus == "brighter"),
        ("trained without GoEmotions", t => t.Corpus == "goemotions", t => t.Corpus == "goemotions"),
        ("trained without English review sentences and clothing reviews", t => t.Corpus is "uci" or "womens-clothing", t => t.Corpus is "uci" or "womens-clothing"),
    ];

    private readonly TrainingOptions _options;
    private readonly TextWriter _log;
    private readonly List<SentimentRow> _train;
    private readonly List<SentimentRow> _dev;

    public Experiments(DataFolder data, FeatureChoice choice, TrainingOptions options, TextWriter log)
    {
        _options = options;
        _log = log;
        SentimentRows reader = new(choice);
        _train = reader.ReadAll(data.TrainingTexts());
        _dev = reader.ReadAll(data.DevelopmentTexts());
    }

    /// <summary>The model to ship: trained on every training row, calibrated on what models without each source made of it.</summary>
    public SentimentModel Train()
    {
        List<(SentimentRow Row, TrainedWeights Weights)> held = [];
        foreach ((string _, Func<LabelledText, bool> isLeftOut, Func<LabelledText, bool> isAsked) in Runs[1..])
        {
            TrainedWeights without = Fit(isLeftOut);
            held.AddRange(_dev.Where(row => isAsked(row.Text)).Select(row => (row, without)));
        }

        TrainedWeights all = Fit(Runs[0].IsLeftOut);
        held.AddRange(_dev.Where(row => Runs[0].IsAsked(row.Text) && row.Text.Corpus != WrittenRows.Source).Select(row => (row, all)));
        Vector3[] calibration = Calibration.Fit(held);
        _log.WriteLine("calibration: " + string.Join(", ", calibration.Select((c, k) => string.Create(CultureInfo.InvariantCulture, $"{KindBlend.Names[k]} {c.X:F2} {c.Y:F1}"))));
        _log.WriteLine("kind given");
        WriteReliability(held, calibration, row => row.Told);
        _log.WriteLine("kind unknown");
        WriteReliability(held, calibration, row => row.Guessed);
        return all.Quantize(calibration);
    }

    public void Run(string which, bool verbose)
    {
        for (int r = 0; r < Runs.Length; r++)
        {
            if (which.Length > 0 && !which.Contains((char)('0' + r)))
            {
                continue;
            }

            (string name, Func<LabelledText, bool> isLeftOut, Func<LabelledText, bool> isAsked) = Runs[r];
            TrainedWeights weights = Fit(isLeftOut);
            _log.WriteLine($"== {name}");
            List<Confusion> all = [];
            // What was left out is asked whole: the development rows alone are too few to tell a point from chance.
            IEnumerable<SentimentRow> unseen = r == 0 ? _dev : [.. _dev, .. _train];
            foreach (IGrouping<string, SentimentRow> group in unseen.Where(row => isAsked(row.Text))
                .GroupBy(row => $"{row.Text.Corpus} {row.Text.Language}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                Confusion known = new();
                Confusion hidden = new();
                foreach (SentimentRow row in group)
                {
                    known.Add(row.Text.Label, Best(weights.Predict(row, row.Told)));
                    hidden.Add(row.Text.Label, Best(weights.Predict(row, row.Guessed)));
                }

                all.Add(known);
                if (verbose)
                {
                    _log.WriteLine($"{group.Key,-20} {known} | kind unknown: recall {hidden.MacroRecall,6:P1} F1 {hidden.MacroF1,6:P1} | {known.Answers()}");
                }
            }

            _log.WriteLine($"   mean of {all.Count}: accuracy {all.Average(c => c.Accuracy):P1} recall {all.Average(c => c.MacroRecall):P1} F1 {all.Average(c => c.MacroF1):P1}");
        }
    }

    private static int Best((double Positive, double Neutral, double Negative) p) =>
        p.Neutral >= p.Positive && p.Neutral >= p.Negative ? 1 : p.Positive >= p.Negative ? 2 : 0;

    private TrainedWeights Fit(Func<LabelledText, bool> isLeftOut) =>
        new SentimentTrainer(_options).Train([.. _train.Where(row => !isLeftOut(row.Text))]);

    private void WriteReliability(List<(SentimentRow Row, TrainedWeights Weights)> held, Vector3[] calibration, Func<SentimentRow, KindBlend> blendOf)
    {
        const int Bins = 7;
        int[] counts = new int[Bins];
        int[] right = new int[Bins];
        double[] stated = new double[Bins];
        foreach ((SentimentRow row, TrainedWeights weights) in held)
        {
            KindBlend blend = blendOf(row);
            (double up, double down) = weights.Logits(row, blend);
            Vector3 honest = calibration[blend.Index];
            (double Positive, double Neutral, double Negative) p = SentimentEvidence.Probabilities((new Vector2((float)up, (float)down) * honest.X) + new Vector2(honest.Y, honest.Z));
            double confidence = Math.Max(p.Positive, Math.Max(p.Neutral, p.Negative));
            int bin = Math.Clamp((int)((confidence - 0.3) * 10), 0, Bins - 1);
            counts[bin]++;
            right[bin] += Best(p) == row.Text.Label ? 1 : 0;
            stated[bin] += confidence;
        }

        _log.WriteLine("| stated confidence | rows | mean stated | right |");
        _log.WriteLine("| --- | ---: | ---: | ---: |");
        for (int bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] > 0)
            {
                _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {0.3 + (bin * 0.1):F1} to {0.4 + (bin * 0.1):F1} | {counts[bin]} | {stated[bin] / counts[bin]:F2} | {(double)right[bin] / counts[bin]:F2} |"));
            }
        }
    }
}
