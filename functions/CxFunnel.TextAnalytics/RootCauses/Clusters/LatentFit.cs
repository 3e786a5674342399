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

    private readonly List<int> _starts = [0];
    private readonly List<int> _features = [];
    private readonly List<float> _values = [];

    /// <param name="clauses">In an order that depends on nothing but their content; the first ones are the sample.</param>
    public static ReasonSpace Fit(IReadOnlyList<CauseText> clauses)
    {
        LatentFit fit = new();
        int count = Math.Min(clauses.Count, MaxSample);
        (uint[] names, float[] idf) = fit.Count(clauses, count);
        fit.Weigh(idf);
        float[] directions = fit.Decompose(names.Length);
        float[] steps = new float[names.Length];
        sbyte[] cells = new sbyte[directions.Length];
        for (int row = 0; row < names.Length; row++)
        {
            Span<float> direction = directions.AsSpan(row * Dimensions, Dimensions);
            Vectors.Scale(direction, idf[row]);
            steps[row] = Vectors.Quantize(direction, cells.AsSpan(row * Dimensions, Dimensions));
        }

        return new ReasonSpace(names, steps, cells);
    }

    private (uint[] Names, float[] Idf) Count(IReadOnlyList<CauseText> clauses, int count)
    {
        // Read twice: once to learn which features are frequent, once to keep those alone. The others would take most of the memory.
        Dictionary<uint, (int Texts, int Last)> texts = [];
        ForEachFeature(clauses, count, (text, name, _) =>
        {
            ref (int Texts, int Last) seen = ref CollectionsMarshal.GetValueRefOrAddDefault(texts, name, out bool known);
            if (!known || seen.Last != text)
            {
                seen = (seen.Texts + 1, text);
            }
        });
        uint[] names = [.. texts.Where(f => f.Value.Texts >= 2).OrderByDescending(f => f.Value.Texts).ThenBy(f => f.Key).Take(MaxFeatures).Select(f => f.Key).Order()];
        float[] idf = [.. names.Select(name => MathF.Log((1f + count) / (1 + texts[name].Texts)) + 1)];
        texts.Clear();
        texts.TrimExcess();
        Dictionary<uint, int> rows = names.Select((name, row) => (name, row)).ToDictionary(p => p.name, p => p.row);
        ForEachFeature(clauses, count, (text, name, weight) =>
        {
            if (rows.TryGetValue(name, out int row))
            {
                _features.Add(row);
                _values.Add(weight);
            }
        }, () => _starts.Add(_features.Count));
        return (names, idf);
    }

    private static void ForEachFeature(IReadOnlyList<CauseText> clauses, int count, Action<int, uint, float> feature, Action? textEnds = null)
    {
        ClauseWords words = ReasonSpace.Rent();
        for (int i = 0; i < count; i++)
        {
            words.Read(clauses[i].Text);
            ReadOnlySpan<ClauseWords.Word> all = words.Words;
            for (int w = 0; w < all.Length; w++)
            {
                float weight = ReasonSpace.LatentWeight(all, w, clauses[i].Language);
                if (weight == 0)
                {
                    continue;
                }

                foreach (uint name in new ReasonSpace.FeatureNames(words.Marked(all[w])))
                {
                    feature(i, name, weight);
                }
            }

            textEnds?.Invoke();
        }

        ReasonSpace.Return(words);
    }

    /// <summary>Makes the row of every text one of length 1.</summary>
    private void Weigh(float[] idf)
    {
        Span<int> features = CollectionsMarshal.AsSpan(_features);
        Span<float> values = CollectionsMarshal.AsSpan(_values);
        for (int text = 0; text + 1 < _starts.Count; text++)
        {
            float sum = 0;
            for (int i = _starts[text]; i < _starts[text + 1]; i++)
            {
                values[i] *= idf[features[i]];
                sum += values[i] * values[i];
            }

            float factor = sum > 0 ? 1 / MathF.Sqrt(sum) : 0;
            for (int i = _starts[text]; i < _starts[text + 1]; i++)
            {
                values[i] *= factor;
            }
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

        float[] point = new float[Dimensions];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Orthonormal.Make(directions, Dimensions);
            float[] next = new float[directions.Length];
            for (int text = 0; text + 1 < _starts.Count; text++)
            {
                Array.Clear(point);
                for (int i = _starts[text]; i < _starts[text + 1]; i++)
                {
                    Vectors.Add(point, directions.AsSpan(_features[i] * Dimensions, Dimensions), _values[i]);
                }

                for (int i = _starts[text]; i < _starts[text + 1]; i++)
                {
                    Vectors.Add(next.AsSpan(_features[i] * Dimensions, Dimensions), point, _values[i]);
                }
            }

            directions = next;
        }

        Orthonormal.Make(directions, Dimensions);
        return directions;
    }
}
