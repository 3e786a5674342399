using System.Runtime.InteropServices;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Finds the latent part of a <see cref="ReasonSpace"/> in the texts at hand: weighted counts, then a randomized, seeded singular value decomposition.</summary>
/// <remarks>Subspace iteration as in Halko, Martinsson and Tropp, "Finding structure with randomness" (SIAM Review 2011), algorithm 4.4.</remarks>
internal sealed class LatentFit
{
    /// <summary>More texts make the directions no better; a sample by content keeps the cost bounded.</summary>
    private const int MaxSample = 16_000;

    /// <summary>The most frequent features are kept: what a published model weighs.</summary>
    private const int MaxFeatures = 12_288;

    private const int Iterations = 4;
    private const int Dimensions = ReasonSpace.LatentDimensions;

    // The counts as the texts have them, and not as a matrix of numbers, which would take five times the room: a feature weighs its idf, times
    // what makes the row of its text one of length 1. What the lexicon makes of a word does not count here: learned elsewhere, it knows less
    // about what tells these texts apart than they do.
    private readonly List<ushort> _features = [];
    private readonly List<int> _textEnds = [];
    private readonly List<float> _factors = [];
    private float[] _idf = [];

    /// <param name="clauses">In an order that depends on nothing but their content; the first ones are the sample.</param>
    public static ReasonSpace Fit(IReadOnlyList<CauseText> clauses)
    {
        LatentFit fit = new();
        int count = Math.Min(clauses.Count, MaxSample);
        uint[] names = fit.Count(clauses, count);
        fit.Weigh();
        float[] directions = fit.Decompose(names.Length);
        float[] steps = new float[names.Length];
        sbyte[] cells = new sbyte[directions.Length];
        for (int row = 0; row < names.Length; row++)
        {
            Span<float> direction = directions.AsSpan(row * Dimensions, Dimensions);
            Vectors.Scale(direction, fit._idf[row]);
            steps[row] = Vectors.Quantize(direction, cells.AsSpan(row * Dimensions, Dimensions));
        }

        return new ReasonSpace(names, steps, cells);
    }

    private uint[] Count(IReadOnlyList<CauseText> clauses, int count)
    {
        // Read twice: once to learn which features are frequent, once to keep those alone. The others would take most of the memory.
        Dictionary<uint, (int Texts, int Last, int All)> texts = [];
        ForEachFeature(clauses, count, (text, name) =>
        {
            ref (int Texts, int Last, int All) seen = ref CollectionsMarshal.GetValueRefOrAddDefault(texts, name, out bool known);
            seen = (!known || seen.Last != text ? seen.Texts + 1 : seen.Texts, text, seen.All + 1);
        });
        uint[] names = [.. texts.Where(f => f.Value.Texts >= 2).OrderByDescending(f => f.Value.Texts).ThenBy(f => f.Key).Take(MaxFeatures).Select(f => f.Key).Order()];
        _idf = [.. names.Select(name => MathF.Log((1f + count) / (1 + texts[name].Texts)) + 1)];
        _features.Capacity = names.Sum(name => texts[name].All);
        texts.Clear();
        texts.TrimExcess();
        Dictionary<uint, int> rows = names.Select((name, row) => (name, row)).ToDictionary(p => p.name, p => p.row);
        ForEachFeature(
            clauses,
            count,
            (_, name) =>
            {
                if (rows.TryGetValue(name, out int row))
                {
                    _features.Add((ushort)row);
                }
            },
            () => _textEnds.Add(_features.Count));
        return names;
    }

    private static void ForEachFeature(IReadOnlyList<CauseText> clauses, int count, Action<int, uint> feature, Action? textEnds = null)
    {
        ClauseWords words = ReasonSpace.Rent();
        for (int i = 0; i < count; i++)
        {
            words.Read(clauses[i].Text);
            ReadOnlySpan<ClauseWords.Word> all = words.Words;
            for (int w = 0; w < all.Length; w++)
            {
                if (ReasonSpace.IsRepeat(all, w))
                {
                    continue;
                }

                foreach (uint name in new ReasonSpace.FeatureNames(words.Marked(all[w])))
                {
                    feature(i, name);
                }
            }

            textEnds?.Invoke();
        }

        ReasonSpace.Return(words);
    }

    /// <summary>Makes the row of every text one of length 1.</summary>
    private void Weigh()
    {
        for (int text = 0; text < _textEnds.Count; text++)
        {
            float sum = 0;
            foreach ((int _, float value) in new Row(this, text, factor: 1))
            {
                sum += value * value;
            }

            _factors.Add(sum > 0 ? 1 / MathF.Sqrt(sum) : 0);
        }
    }

    /// <summary>The right singular vectors of texts × features, as one row for each feature.</summary>
    private float[] Decompose(int rows)
    {
        float[] directions = new float[rows * Dimensions];
        SplitMix random = new(seed: 1);
        foreach (ref float value in directions.AsSpan())
        {
            value = random.NextSymmetric();
        }

        float[] next = new float[directions.Length];
        float[] point = new float[Dimensions];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Orthonormal.Make(directions, Dimensions);
            Array.Clear(next);
            for (int text = 0; text < _textEnds.Count; text++)
            {
                Array.Clear(point);
                foreach ((int feature, float value) in new Row(this, text, _factors[text]))
                {
                    Vectors.Add(point, directions.AsSpan(feature * Dimensions, Dimensions), value);
                }

                foreach ((int feature, float value) in new Row(this, text, _factors[text]))
                {
                    Vectors.Add(next.AsSpan(feature * Dimensions, Dimensions), point, value);
                }
            }

            (directions, next) = (next, directions);
        }

        Orthonormal.Make(directions, Dimensions);
        return directions;
    }

    /// <summary>The features of one text and their values.</summary>
    private ref struct Row
    {
        private readonly ReadOnlySpan<ushort> _features;
        private readonly float[] _idf;
        private readonly float _factor;
        private readonly int _end;
        private int _next;

        public Row(LatentFit fit, int text, float factor)
        {
            _features = CollectionsMarshal.AsSpan(fit._features);
            _idf = fit._idf;
            _factor = factor;
            _end = fit._textEnds[text];
            _next = text == 0 ? 0 : fit._textEnds[text - 1];
        }

        public (int Feature, float Value) Current { get; private set; }

        public readonly Row GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next == _end)
            {
                return false;
            }

            int feature = _features[_next++];
            Current = (feature, _idf[feature] * _factor);
            return true;
        }
    }
}
