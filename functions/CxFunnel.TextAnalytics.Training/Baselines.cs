using System.Globalization;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>What people use today: the sum of AFINN's (and for English VADER's) words, its sign the answer.</summary>
internal sealed class WordListBaseline
{
    private readonly Dictionary<(string Language, string Term), double> _valences = [];

    public WordListBaseline(DataFolder data)
    {
        foreach (string[] row in data.Rows("lexicons/afinn_multilang.tsv.gz"))
        {
            _valences[(row[0], row[1])] = double.Parse(row[2], CultureInfo.InvariantCulture);
        }

        foreach (string[] row in data.Rows("lexicons/vader_en.tsv.gz"))
        {
            _valences[("en", row[0])] = double.Parse(row[1], CultureInfo.InvariantCulture);
        }
    }

    public int Answer(LabelledText text)
    {
        double sum = 0;
        foreach (string word in text.Text.ToLowerInvariant().Split([' ', ',', '.', '!', '?', '"', '(', ')', ':', ';', '\''], StringSplitOptions.RemoveEmptyEntries))
        {
            sum += _valences.GetValueOrDefault((text.Language, word));
        }

        return sum > 0 ? 2 : sum < 0 ? 0 : 1;
    }
}

/// <summary>Multinomial logistic regression on word 1-2-grams and character 2-5-grams, trained on the same rows as the engine.</summary>
internal sealed class PlainRegression
{
    private readonly SentimentRows _reader = new(FeatureChoice.Plain);
    private readonly TrainedWeights _weights;

    private PlainRegression(DataFolder data)
    {
        // Its own best settings on the development rows, not ours: a faster rate, letter runs at full weight, every row once.
        _weights = new SentimentTrainer(new TrainingOptions { LeastRows = 1, Rate = 0.25f, GramScale = 1, DenseEpochs = 0, Balance = 0.9, Discount = 0, DiscountWithoutNeutral = 0, Epochs = 6, Averaged = 1, EvenSources = 0 }).Train(_reader.ReadAll(data.TrainingTexts()));
    }

    public static PlainRegression Train(DataFolder data) => new(data);

    public int Answer(LabelledText text)
    {
        if (_reader.Read(text) is not { } row)
        {
            return 1;
        }

        (double positive, double neutral, double negative) = _weights.Predict(row, row.Told);
        return neutral >= positive && neutral >= negative ? 1 : positive >= negative ? 2 : 0;
    }
}
