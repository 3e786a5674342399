using System.Globalization;
using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Training.Causes;

/// <param name="Drop">Share of the words that a text loses each time it is seen, so that no reason hangs on one word.</param>
/// <param name="Decay">How fast what a single word learned beside its vector fades.</param>
/// <param name="Frequent">How much less frequent words count to begin with.</param>
/// <param name="Scale">How sharply a text is told from the other reasons.</param>
internal sealed record ReasonOptions(int Epochs = 10, float Rate = 0.03f, float Drop = 0.3f, float Decay = 1e-3f, float Scale = 14, float Margin = 0.1f, int EnglishWords = 20_000, float Frequent = 0.15f);

/// <summary>
/// Learns where the words of a text point: one linear map of the English vectors, what single words add to it, and how much each word
/// counts, so that texts of one reason come close to each other and far from others.
/// </summary>
/// <remarks>The loss is the softmax over one centre a reason on the unit sphere with a margin (Wang et al., "CosFace", 2018); AdaGrad.</remarks>
internal sealed class ReasonTrainer
{
    /// <summary>Of a word that occurs in fewer texts nothing is learned.</summary>
    private const int LeastTexts = 4;

    private const int D = ReasonLexicon.Dimensions;
    private const int G = EnglishVectors.Dimensions;

    private readonly ReasonOptions _options;
    private readonly EnglishVectors _english;
    private readonly Random _random = new(7);
    private readonly float[] _map = new float[D * G];
    private readonly float[] _mapSquares = new float[D * G];
    private readonly float[] _pull = new float[G];
    private readonly float[] _pullSquares = new float[G];
    private readonly Dictionary<uint, Word> _words = [];
    private readonly Dictionary<uint, float> _priors = [];

    public ReasonTrainer(ReasonOptions options, EnglishVectors english, IReadOnlyDictionary<uint, int> ranks)
    {
        _options = options;
        _english = english;
        foreach ((uint name, int rank) in ranks)
        {
            _priors[name] = Prior(rank);
        }

        for (int d = 0; d < D; d++)
        {
            for (int g = 0; g < G; g++)
            {
                _map[(d * G) + g] = (float)((_random.NextDouble() * 2) - 1) / 10;
            }
        }

        Array.Fill(_mapSquares, 1e-3f);
        Array.Fill(_pullSquares, 1e-2f);
    }

    public void Train(IReadOnlyList<ReasonSet> sets, TextWriter log)
    {
        Dictionary<uint, int> texts = [];
        foreach (ReasonSet set in sets)
        {
            foreach (uint word in set.Texts.SelectMany(text => text.Words))
            {
                // What a taxonomy names is worth learning, however rare.
                CollectionsMarshal.GetValueRefOrAddDefault(texts, word, out bool _) += set.Name == "groups" ? LeastTexts : 1;
            }
        }

        foreach ((uint name, int count) in texts)
        {
            if (count >= LeastTexts)
            {
                _words.Add(name, new Word());
            }
        }

        Centre[][] centres = [.. sets.Select(set => Enumerable.Range(0, set.ReasonCount).Select(_ => new Centre(_random)).ToArray())];
        (ReasonText Text, int Set)[] order = [.. sets.SelectMany((set, number) => set.Texts.Select(text => (text, number)))];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            _random.Shuffle(order);
            float rate = _options.Rate * (1 - (epoch / (float)_options.Epochs));
            double loss = 0;
            foreach ((ReasonText text, int set) in order)
            {
                loss += Learn(text, sets[set].Weight, centres[set], rate);
            }

            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch} loss {loss / order.Length:F3}"));
        }
    }

    /// <summary>The words that ship: the most frequent English ones and all that something was learned about.</summary>
    public IEnumerable<(uint Name, float Weight, float[] Direction)> Rows()
    {
        foreach (uint name in _english.Names.Take(_options.EnglishWords).Concat(_english.TranslatedNames).Concat(_words.Keys).Concat(_priors.Keys).Distinct())
        {
            float[] direction = new float[D];
            float weight = MathF.Exp(LogWeight(name));
            if (_english.Of(name) is { } vector)
            {
                for (int d = 0; d < D; d++)
                {
                    direction[d] = Vectors.Dot(_map.AsSpan(d * G, G), vector);
                }
            }

            if (_words.TryGetValue(name, out Word? own))
            {
                Vectors.Add(direction, own.Shift, 1);
            }

            Vectors.Scale(direction, weight);
            yield return (name, weight, direction);
        }
    }

    /// <summary>Frequent words say less, before anything is learned.</summary>
    private float Prior(int rank) => Math.Min(0.6f, (_options.Frequent * (MathF.Log(1 + (rank / 10f)) - 4)) + 0.3f);

    private float LogWeight(uint name)
    {
        float weight = _english.RankOf(name) is { } rank ? Prior(rank) : _priors.GetValueOrDefault(name);
        if (_english.Of(name) is { } vector)
        {
            weight += Vectors.Dot(_pull, vector);
        }

        return Math.Clamp(weight + (_words.TryGetValue(name, out Word? own) ? own.LogWeight : 0), -4, 3);
    }

    private double Learn(ReasonText text, float textWeight, Centre[] centres, float rate)
    {
        (uint Name, float Weight, float[]? Vector, Word? Own)[] words = [.. text.Words.Where(_ => _random.NextDouble() >= _options.Drop)
            .Select(name => (name, MathF.Exp(LogWeight(name)), _english.Of(name), _words.GetValueOrDefault(name)))];
        Span<float> point = stackalloc float[D];
        Span<float> mixed = stackalloc float[G];
        point.Clear();
        mixed.Clear();
        foreach ((uint _, float weight, float[]? vector, Word? own) in words)
        {
            if (vector is not null)
            {
                Vectors.Add(mixed, vector, weight);
            }

            if (own is not null)
            {
                Vectors.Add(point, own.Shift, weight);
            }
        }

        for (int d = 0; d < D; d++)
        {
            point[d] += Vectors.Dot(_map.AsSpan(d * G, G), mixed);
        }

        float length = Vectors.Normalize(point);
        if (length < 1e-6f)
        {
            return 0;
        }

        Span<float> slope = stackalloc float[D];
        double loss = LearnCentres(text, textWeight, centres, point, slope);

        // Through the normalization: only what is across the point turns it.
        Vectors.Add(slope, point, -Vectors.Dot(slope, point));
        Vectors.Scale(slope, 1 / length);
        LearnWords(words, slope, rate);
        for (int d = 0; d < D; d++)
        {
            Step(_map.AsSpan(d * G, G), _mapSquares.AsSpan(d * G, G), mixed, slope[d], rate);
        }

        return loss;
    }

    private double LearnCentres(ReasonText text, float textWeight, Centre[] centres, ReadOnlySpan<float> point, Span<float> slope)
    {
        float[] chances = new float[centres.Length];
        float largest = float.NegativeInfinity;
        for (int c = 0; c < centres.Length; c++)
        {
            chances[c] = _options.Scale * (Vectors.Dot(point, centres[c].Point) - (text.Reasons.Contains(c) ? _options.Margin : 0));
            largest = Math.Max(largest, chances[c]);
        }

        float sum = 0;
        foreach (ref float chance in chances.AsSpan())
        {
            chance = MathF.Exp(chance - largest);
            sum += chance;
        }

        slope.Clear();
        double loss = 0;
        for (int c = 0; c < centres.Length; c++)
        {
            float wanted = text.Reasons.Contains(c) ? 1f / text.Reasons.Length : 0;
            loss -= wanted > 0 ? wanted * Math.Log((chances[c] / sum) + 1e-9) : 0;
            float wrong = ((chances[c] / sum) - wanted) * textWeight;
            if (Math.Abs(wrong) >= 1e-3f)
            {
                Vectors.Add(slope, centres[c].Point, wrong * _options.Scale);
                Step(centres[c].Point, centres[c].Squares, point, wrong * _options.Scale, 0.1f);
                Vectors.Normalize(centres[c].Point);
            }
        }

        return loss;
    }

    private void LearnWords((uint Name, float Weight, float[]? Vector, Word? Own)[] words, ReadOnlySpan<float> slope, float rate)
    {
        Span<float> back = stackalloc float[G];
        back.Clear();
        for (int d = 0; d < D; d++)
        {
            Vectors.Add(back, _map.AsSpan(d * G, G), slope[d]);
        }

        foreach ((uint _, float weight, float[]? vector, Word? own) in words)
        {
            float gain = weight * ((vector is null ? 0 : Vectors.Dot(back, vector)) + (own is null ? 0 : Vectors.Dot(slope, own.Shift)));
            if (own is not null)
            {
                own.LogWeightSquares += gain * gain;
                own.LogWeight -= rate * ((gain / MathF.Sqrt(own.LogWeightSquares)) + (_options.Decay * own.LogWeight));
                Vectors.Scale(own.Shift, 1 - _options.Decay);
                Step(own.Shift, own.ShiftSquares, slope, weight, rate);
            }

            if (vector is not null)
            {
                Step(_pull, _pullSquares, vector, gain, 0.3f * rate);
            }
        }
    }

    /// <summary>One step of AdaGrad down the slope <paramref name="direction"/> * <paramref name="factor"/>.</summary>
    private static void Step(Span<float> values, Span<float> squares, ReadOnlySpan<float> direction, float factor, float rate)
    {
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = direction[i] * factor;
            squares[i] += gradient * gradient;
            values[i] -= rate * gradient / MathF.Sqrt(squares[i]);
        }
    }

    private sealed class Word
    {
        public Word() => Array.Fill(ShiftSquares, 1e-3f);

        public float[] Shift { get; } = new float[D];

        public float[] ShiftSquares { get; } = new float[D];

        public float LogWeight { get; set; }

        public float LogWeightSquares { get; set; } = 1e-2f;
    }

    private sealed class Centre
    {
        public Centre(Random random)
        {
            for (int d = 0; d < D; d++)
            {
                Point[d] = (float)((random.NextDouble() * 2) - 1);
            }

            Vectors.Normalize(Point);
            Array.Fill(Squares, 1e-3f);
        }

        public float[] Point { get; } = new float[D];

        public float[] Squares { get; } = new float[D];
    }
}
