using System.Runtime.Intrinsics;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Many points of length 1 in one block of memory.</summary>
internal sealed class Points(int count, int dimensions)
{
    private readonly float[] _values = new float[checked(count * dimensions)];

    public int Count => count;

    public int Dimensions => dimensions;

    public Span<float> this[int index] => _values.AsSpan(index * dimensions, dimensions);

    /// <summary>The nearest by cosine of the first <paramref name="among"/>; the first of equals. (-1, -infinity) among none.</summary>
    public (int Index, float Similarity) Nearest(ReadOnlySpan<float> point, int among)
    {
        int best = -1;
        float most = float.NegativeInfinity;
        int i = 0;
        for (; i + 4 <= among; i += 4)
        {
            Vector128<float> similarities = Vectors.DotsOfFour(point, _values.AsSpan(i * dimensions, 4 * dimensions));
            for (int lane = 0; Vector128.GreaterThanAny(similarities, Vector128.Create(most)) && lane < 4; lane++)
            {
                if (similarities[lane] > most)
                {
                    (best, most) = (i + lane, similarities[lane]);
                }
            }
        }

        for (; i < among; i++)
        {
            float similarity = Vectors.Dot(point, this[i]);
            if (similarity > most)
            {
                (best, most) = (i, similarity);
            }
        }

        return (best, most);
    }
}
