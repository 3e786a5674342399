using System.Numerics;
using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training;

internal sealed record TrainingOptions
{
    public int Epochs { get; init; } = 7;

    /// <summary>The mean of the weights after each of the last so many passes ships: less of the order of the rows is left in it.</summary>
    public int Averaged { get; init; } = 3;

    public float Rate { get; init; } = 0.08f;

    public float Decay { get; init; } = 1e-5f;

    public float GramScale { get; init; } = 0.5f;

    /// <summary>How often a row is shown without its kind.</summary>
    public double HideKind { get; init; } = 0.5;

    /// <summary>0 leaves the classes as they are, 1 makes them weigh the same within each corpus.</summary>
    public double Balance { get; init; } = 0.5;

    /// <summary>How much of what the shares of the classes in a corpus say is taken off what its texts have to say: 0 nothing, 1 all; see <see cref="CorpusShares"/>.</summary>
    public double Discount { get; init; } = 0.5;

    /// <summary>The same for corpora without a neutral class, of which nobody knows how many neutral texts were left out.</summary>
    public double DiscountWithoutNeutral { get; init; } = 0.2;

    /// <summary>0 lets each corpus count by its rows, 1 counts all the same; between, small corpora are not drowned by large ones.</summary>
    public double EvenSources { get; init; } = 0.3;

    public int BucketBits { get; init; } = 20;

    /// <summary>Passes in which only the dense features learn, so that they carry what they can before words explain it away.</summary>
    public int DenseEpochs { get; init; } = 2;

    /// <summary>How fast the dense features go on learning beside the words.</summary>
    public float DenseRate { get; init; } = 0.1f;

    /// <summary>What fewer rows hold is not learned from: it says nothing of other texts, and takes up buckets that unseen words fall into.</summary>
    public int LeastRows { get; init; } = 2;

    public int Seed { get; init; } = 1;
}

/// <summary>Weights while they are learned: two outputs (praise and blame, each against neutral) a bucket.</summary>
internal sealed class TrainedWeights(int bucketBits, float gramScale)
{
    public int BucketBits { get; } = bucketBits;

    public float GramScale { get; } = gramScale;

    public Cell[] Cells { get; } = new Cell[1 << bucketBits];

    public Cell[] Dense { get; } = new Cell[(SentimentKinds.Count + 1) * SentimentFeatures.DenseCount];

    public (double Positive, double Neutral, double Negative) Predict(SentimentRow row, KindBlend blend)
    {
        (double up, double down) = Logits(row, blend);
        double positive = Math.Exp(up);
        double negative = Math.Exp(down);
        double total = 1 + positive + negative;
        return (positive / total, 1 / total, negative / total);
    }

    public (double Up, double Down) Logits(SentimentRow row, KindBlend blend)
    {
        (double up, double down) = (0, 0);
        foreach ((int kind, float share) in blend.Shares)
        {
            // What all kinds share is in each of them, and the shares add up to 1.
            (double kindUp, double kindDown) = Logits(row, kind);
            up += share * kindUp;
            down += share * kindDown;
        }

        return (up, down);
    }

    public (double Up, double Down) Logits(SentimentRow row, int kind)
    {
        Vector2 sum = default;
        int mask = Cells.Length - 1;
        float wordScale = 1 / MathF.Sqrt(Math.Max(1, row.WordCount));
        float perGram = GramScale / MathF.Sqrt(Math.Max(1, row.GramCount));
        Vector2 words = default;
        foreach (int feature in row.Words)
        {
            words += Cells[SentimentModel.Bucket(feature, -1, mask)].Weight + Cells[SentimentModel.Bucket(feature, kind, mask)].Weight;
        }

        Vector2 grams = default;
        foreach (int feature in row.Grams)
        {
            grams += Cells[SentimentModel.Bucket(feature, -1, mask)].Weight + Cells[SentimentModel.Bucket(feature, kind, mask)].Weight;
        }

        sum += (words * wordScale) + (grams * perGram);
        for (int i = 0; i < row.Dense.Length; i++)
        {
            sum += row.Dense[i] * (Dense[i].Weight + Dense[((kind + 1) * SentimentFeatures.DenseCount) + i].Weight);
        }

        return (sum.X, sum.Y);
    }

    /// <summary>Rounds the weights to signed bytes.</summary>
    public SentimentModel Quantize(Vector3[] calibration)
    {
        // Some rare words have weights far out; cutting off one in ten thousand keeps the steps of all others fine.
        float[] sizes = [.. Cells.Where(cell => cell.Squares > 0).Select(cell => Math.Max(Math.Abs(cell.Weight.X), Math.Abs(cell.Weight.Y)))];
        Array.Sort(sizes);
        float step = sizes[(int)((sizes.Length - 1) * 0.9999)] / 127;
        sbyte[] cells = new sbyte[Cells.Length * 2];
        for (int i = 0; i < Cells.Length; i++)
        {
            cells[2 * i] = Round(Cells[i].Weight.X / step);
            cells[(2 * i) + 1] = Round(Cells[i].Weight.Y / step);
        }

        return new SentimentModel(BucketBits, step, GramScale, StillBytes.Copy(cells), [.. Dense.Select(cell => cell.Weight)], calibration);

        static sbyte Round(float steps) => (sbyte)Math.Clamp(MathF.Round(steps), -127, 127);
    }

    internal struct Cell
    {
        public Vector2 Weight;
        public float Squares;
    }
}

/// <summary>Multinomial logistic regression by AdaGrad, one pass after the other in a seeded order: the same bytes on every run.</summary>
internal sealed class SentimentTrainer(TrainingOptions options)
{
    private const float DenseFirstRate = 0.1f;

    /// <summary>A corpus of so many rows counts as it is, whatever <see cref="TrainingOptions.EvenSources"/> says.</summary>
    private const double UsualSize = 5000;

    private bool _denseOnly;

    public TrainedWeights Train(IReadOnlyList<SentimentRow> rows, TextWriter? log = null)
    {
        TrainedWeights weights = new(options.BucketBits, options.GramScale);
        rows = WithoutRareFeatures(rows);
        CorpusShares shares = new(rows, options);
        float[] rowWeights = RowWeights(rows, shares);
        Vector2[] known = [.. rows.Select(shares.EvidenceFor)];
        WeightMean mean = new(weights);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        Random random = new(options.Seed);
        for (int epoch = -options.DenseEpochs; epoch < options.Epochs; epoch++)
        {
            _denseOnly = epoch < 0;
            random.Shuffle(order);
            double loss = 0;
            float rate = options.Rate * (1 - (0.8f * Math.Max(0, epoch) / options.Epochs));
            foreach (int index in order)
            {
                SentimentRow row = rows[index];
                int kind = random.NextDouble() < options.HideKind ? SentimentKinds.Any : row.Kind;
                loss += Step(weights, row, kind, known[index], rowWeights[index], rate);
            }

            if (epoch >= options.Epochs - options.Averaged)
            {
                mean.Add();
            }

            log?.WriteLine($"sentiment epoch {epoch + 1}: loss {loss / rows.Count:F4}");
        }

        mean.Take();
        return weights;
    }

    private IReadOnlyList<SentimentRow> WithoutRareFeatures(IReadOnlyList<SentimentRow> rows)
    {
        if (options.LeastRows <= 1)
        {
            return rows;
        }

        Dictionary<int, int> words = RowsOf(rows, row => row.Words);
        Dictionary<int, int> grams = RowsOf(rows, row => row.Grams);
        return
        [
            .. rows.Select(row => row with
            {
                WordCount = row.Words.Length,
                GramCount = row.Grams.Length,
                Words = Array.FindAll(row.Words, word => words[word] >= options.LeastRows),
                Grams = Array.FindAll(row.Grams, gram => grams[gram] >= options.LeastRows),
            }),
        ];
    }

    /// <summary>How many rows hold each feature.</summary>
    private static Dictionary<int, int> RowsOf(IReadOnlyList<SentimentRow> rows, Func<SentimentRow, int[]> features)
    {
        Dictionary<int, int> counts = [];
        foreach (SentimentRow row in rows)
        {
            foreach (int feature in features(row).Distinct())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            }
        }

        return counts;
    }

    private float[] RowWeights(IReadOnlyList<SentimentRow> rows, CorpusShares shares)
    {
        float[] weights = new float[rows.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            double[] count = shares.CountsFor(rows[i]);
            int present = count.Count(c => c > 0);
            double even = count.Sum() / present / count[rows[i].Text.Label];
            double source = Math.Pow(UsualSize / count.Sum(), options.EvenSources);
            weights[i] = rows[i].Weight * (float)(Math.Min(4, Math.Pow(even, options.Balance)) * source);
        }

        return weights;
    }

    private double Step(TrainedWeights weights, SentimentRow row, int kind, Vector2 known, float weight, float rate)
    {
        (double up, double down) = weights.Logits(row, kind);
        up += known.X;
        down += known.Y;
        double positive = Math.Exp(up);
        double negative = Math.Exp(down);
        double total = positive + negative + 1;
        positive /= total;
        negative /= total;
        int label = row.Text.Label;
        Vector2 gradient = weight * new Vector2((float)(positive - (label == 2 ? 1 : 0)), (float)(negative - (label == 0 ? 1 : 0)));
        Apply(weights, row, kind, gradient, rate);
        return -Math.Log(Math.Max(1e-9, label == 2 ? positive : label == 0 ? negative : 1 - positive - negative));
    }

    private void Apply(TrainedWeights weights, SentimentRow row, int kind, Vector2 gradient, float rate)
    {
        int mask = weights.Cells.Length - 1;
        Vector2 words = gradient / MathF.Sqrt(Math.Max(1, row.WordCount));
        Vector2 grams = gradient * (weights.GramScale / MathF.Sqrt(Math.Max(1, row.GramCount)));
        foreach (int feature in _denseOnly ? [] : row.Words)
        {
            Update(ref weights.Cells[SentimentModel.Bucket(feature, -1, mask)], words, rate);
            Update(ref weights.Cells[SentimentModel.Bucket(feature, kind, mask)], words, rate);
        }

        foreach (int feature in _denseOnly ? [] : row.Grams)
        {
            Update(ref weights.Cells[SentimentModel.Bucket(feature, -1, mask)], grams, rate);
            Update(ref weights.Cells[SentimentModel.Bucket(feature, kind, mask)], grams, rate);
        }

        for (int i = 0; i < row.Dense.Length; i++)
        {
            if (row.Dense[i] != 0)
            {
                Update(ref weights.Dense[i], gradient * row.Dense[i], _denseOnly ? DenseFirstRate : rate * options.DenseRate);
                Update(ref weights.Dense[((kind + 1) * SentimentFeatures.DenseCount) + i], gradient * row.Dense[i], _denseOnly ? DenseFirstRate : rate * options.DenseRate);
            }
        }
    }

    private void Update(ref TrainedWeights.Cell cell, Vector2 gradient, float rate)
    {
        gradient += options.Decay * cell.Weight;
        cell.Squares += gradient.LengthSquared();
        cell.Weight -= rate / (MathF.Sqrt(cell.Squares) + 0.1f) * gradient;
    }
}
