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
        for (int i = 0; i < among; i++)
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
