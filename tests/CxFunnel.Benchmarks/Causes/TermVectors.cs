using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.Benchmarks.Causes;

/// <summary>What the baselines work on: words and pairs of words, sublinear counts, inverse document frequency, rows of length 1.</summary>
internal sealed class TermVectors
{
    private readonly int[][] _terms;
    private readonly float[][] _weights;
    private readonly int _width;

    public TermVectors(IReadOnlyList<string> texts)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        List<int> documents = [];
        Dictionary<int, int>[] counts = new Dictionary<int, int>[texts.Count];
        ClauseWords reader = new();
        for (int i = 0; i < texts.Count; i++)
        {
            counts[i] = [];
            reader.Read(texts[i]);
            string[] words = new string[reader.Words.Length];
            for (int w = 0; w < words.Length; w++)
            {
                words[w] = reader.Plain(reader.Words[w]).ToString();
            }

            foreach (string term in words.Concat(words.Zip(words.Skip(1), (a, b) => a + " " + b)))
            {
                if (!numbers.TryGetValue(term, out int number))
                {
                    numbers.Add(term, number = numbers.Count);
                    documents.Add(0);
                }

                counts[i][number] = counts[i].GetValueOrDefault(number) + 1;
                documents[number] += counts[i][number] == 1 ? 1 : 0;
            }
        }

        _width = numbers.Count;
        _terms = [.. counts.Select(count => count.Keys.Order().ToArray())];
        _weights = new float[texts.Count][];
        for (int i = 0; i < texts.Count; i++)
        {
            float[] weights = [.. _terms[i].Select(term => (1 + MathF.Log(counts[i][term])) * (MathF.Log((1f + texts.Count) / (1 + documents[term])) + 1))];
            float length = MathF.Sqrt(weights.Sum(w => w * w));
            _weights[i] = [.. weights.Select(w => length > 0 ? w / length : 0)];
        }
    }

    /// <summary>Spherical k-means with k-means++ starts (Arthur and Vassilvitskii 2007); the best of several.</summary>
    public string[] KMeans(int k, int restarts)
    {
        double best = double.NegativeInfinity;
        int[] groups = [];
        for (int start = 0; start < restarts; start++)
        {
            (int[] found, double score) = KMeansOnce(k, new Random(start + 1));
            (groups, best) = score > best ? (found, score) : (groups, best);
        }

        return [.. groups.Select(group => group.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Each text joins the nearest leader, or leads from now on when none is near; in the order of the file.</summary>
    public string[] Leaders(float least)
    {
        List<int> leaders = [];
        string[] groups = new string[_terms.Length];
        float[] dense = new float[_width];
        for (int i = 0; i < _terms.Length; i++)
        {
            Spread(i, dense, 1);
            int best = -1;
            float most = least;
            foreach (int leader in leaders)
            {
                float similarity = Dot(leader, dense);
                (best, most) = similarity >= most ? (leader, similarity) : (best, most);
            }

            Spread(i, dense, 0);
            if (best < 0)
            {
                leaders.Add(best = i);
            }

            groups[i] = best.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return groups;
    }

    private (int[] Groups, double Score) KMeansOnce(int k, Random random)
    {
        int n = _terms.Length;
        float[][] centres = new float[k][];
        double[] distances = new double[n];
        Array.Fill(distances, double.MaxValue);
        int pick = random.Next(n);
        for (int c = 0; c < k; c++)
        {
            centres[c] = new float[_width];
            Spread(pick, centres[c], 1);
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                distances[i] = Math.Min(distances[i], Math.Max(0, 1 - Dot(i, centres[c])));
                sum += distances[i];
            }

            double at = random.NextDouble() * sum;
            pick = 0;
            while (pick < n - 1 && (at -= distances[pick]) > 0)
            {
                pick++;
            }
        }

        int[] groups = new int[n];
        double score = 0;
        for (int round = 0; round < 50; round++)
        {
            score = 0;
            int moves = 0;
            for (int i = 0; i < n; i++)
            {
                int best = 0;
                float most = float.NegativeInfinity;
                for (int c = 0; c < k; c++)
                {
                    float similarity = Dot(i, centres[c]);
                    (best, most) = similarity > most ? (c, similarity) : (best, most);
                }

                moves += groups[i] == best ? 0 : 1;
                groups[i] = best;
                score += most;
            }

            if (moves == 0)
            {
                break;
            }

            foreach (float[] centre in centres)
            {
                Array.Clear(centre);
            }

            for (int i = 0; i < n; i++)
            {
                for (int t = 0; t < _terms[i].Length; t++)
                {
                    centres[groups[i]][_terms[i][t]] += _weights[i][t];
                }
            }

            foreach (float[] centre in centres)
            {
                float length = MathF.Sqrt(centre.Sum(w => w * w));
                for (int t = 0; length > 0 && t < centre.Length; t++)
                {
                    centre[t] /= length;
                }
            }
        }

        return (groups, score);
    }

    private float Dot(int text, float[] dense)
    {
        float sum = 0;
        int[] terms = _terms[text];
        float[] weights = _weights[text];
        for (int t = 0; t < terms.Length; t++)
        {
            sum += weights[t] * dense[terms[t]];
        }

        return sum;
    }

    private void Spread(int text, float[] dense, float factor)
    {
        for (int t = 0; t < _terms[text].Length; t++)
        {
            dense[_terms[text][t]] = _weights[text][t] * factor;
        }
    }
}
