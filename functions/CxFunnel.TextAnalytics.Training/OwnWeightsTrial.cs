using System.Globalization;
using System.Numerics;
using CxFunnel.TextAnalytics.Learning;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>
/// Plays a company that corrects labels: the weights are trained without a source, some of its training rows are its corrections, and its
/// development rows say what they brought.
/// </summary>
internal sealed class OwnWeightsTrial(DataFolder data, TextWriter log)
{
    private static readonly int[] Counts = [30, 50, 100, 200, 500, 1000];

    private static readonly (string Corpus, string Language)[] Companies =
    [
        ("womens-clothing", "en"), ("brighter", "de"), ("brighter", "en"), ("brighter", "es"), ("brighter", "pt"),
        ("goemotions", "en"), ("semeval2013-16", "en"), ("sb10k", "de"), ("potts", "de"),
        ("mabsa", "de"), ("mabsa", "es"), ("mabsa", "fr"), ("mabsa", "nl"),
    ];

    private readonly SentimentRows _reader = new(FeatureChoice.Full);
    private readonly TokenBuffer _tokens = new();
    private readonly Reading _reading = new();

    public void Run()
    {
        List<LabelledText> train = data.TrainingTexts();
        List<LabelledText> dev = data.Sentiment("core_dev", "mabsa_dev");
        List<SentimentRow> rows = _reader.ReadAll(train);
        log.WriteLine("| a company's texts | held back | corrections | accuracy before | after | macro-F1 before | after | log-loss before | after | taken |");
        log.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (IGrouping<string, (string Corpus, string Language)> corpus in Companies.GroupBy(c => c.Corpus, StringComparer.Ordinal))
        {
            TrainedWeights weights = new SentimentTrainer(new TrainingOptions()).Train([.. rows.Where(r => r.Text.Corpus != corpus.Key)]);
            foreach ((string _, string language) in corpus)
            {
                Try(corpus.Key, language, weights, train, dev);
            }
        }
    }

    private void Try(string corpus, string language, TrainedWeights weights, List<LabelledText> train, List<LabelledText> dev)
    {
        // In the order of a hash, so that the corrections are a sample of the source and the same on every run.
        OwnRow[] corrections = [.. train.Where(t => t.Corpus == corpus && t.Language == language).OrderBy(t => WordHash.Of(t.Text)).Select(t => Row(t, weights)).OfType<OwnRow>().Take(Counts[^1])];
        OwnRow[] held = [.. dev.Where(t => t.Corpus == corpus && t.Language == language).Select(t => Row(t, weights)).OfType<OwnRow>()];
        AnswerQuality before = JudgedAnswers.Of(held, _ => new OwnWeights("none", Recalibration.None, saysMixed: true, [], [])).Quality;
        foreach (int count in Counts.Where(c => c <= corrections.Length))
        {
            OwnTraining training = OwnWeightsTrainer.Train(corrections[..count], "trial");
            AnswerQuality after = training.Weights is { } own ? JudgedAnswers.Of(held, _ => own).Quality : before;
            log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {corpus} {language} | {held.Length} | {count} | {before.Accuracy * 100:F1} | {after.Accuracy * 100:F1} | {before.MacroF1 * 100:F1} | {after.MacroF1 * 100:F1} | {before.LogLoss:F3} | {after.LogLoss:F3} | {training.Part?.ToString().ToLowerInvariant() ?? "nothing"} |"));
        }
    }

    private OwnRow? Row(LabelledText text, TrainedWeights weights)
    {
        if (_reader.Read(text) is not { } row || Knowledge.Shared.Pack(text.Language) is not { } pack)
        {
            return null;
        }

        Knowledge.Shared.Rules.Tokenizer.Tokenize(text.Text, _tokens);
        Knowledge.Shared.Rules.Segmenter.Split(_tokens, _reading.Sentences);
        _reading.Read(_tokens, pack, Knowledge.Shared.Rules);
        TokenRange all = new(0, _tokens.Count);
        // The shipped calibration, as a company's texts would meet it.
        Vector3 calibration = Knowledge.Shared.Sentiment.Calibration[row.Told.Index];
        (double up, double down) = weights.Logits(row, row.Told);
        Vector2 shipped = (new Vector2((float)up, (float)down) * calibration.X) + new Vector2(calibration.Y, calibration.Z);
        bool holdsBoth = SentimentScorer.HoldsBoth(_tokens, _reading, all, out double sureOfOne);
        (int[] words, int[] grams) = OwnFeatures.Buckets(_tokens, _reading, pack.Salt);
        SentimentLabel label = text.Label switch { 2 => SentimentLabel.Positive, 0 => SentimentLabel.Negative, _ => SentimentLabel.Neutral };
        return new OwnRow(shipped, words, grams, row.Dense, holdsBoth, sureOfOne, label, (int)(WordHash.Of(text.Text) % OwnWeightsTrainer.Folds));
    }
}
