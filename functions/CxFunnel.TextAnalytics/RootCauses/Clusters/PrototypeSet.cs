using System.Buffers;
using System.Runtime.Intrinsics;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>What clauses are compared with: up to a few points for each root cause, and how near a clause must be to count.</summary>
internal sealed class PrototypeSet
{
    /// <summary>What a product by whole numbers can be off: half a step of 1/32767 in each of the dimensions, and what rounding adds.</summary>
    private const float Inexact = 1e-3f;

    private readonly Points _points;

    /// <param name="owners">For each prototype the index of its root cause; ascending.</param>
    /// <param name="thresholds">For each prototype the least cosine.</param>
    /// <param name="steps">For each prototype what a step of its cells is worth.</param>
    /// <param name="cells"><see cref="ReasonSpace.Dimensions"/> for each prototype.</param>
    public PrototypeSet(int[] owners, float[] thresholds, float[] steps, sbyte[] cells)
    {
        Owners = owners;
        Thresholds = thresholds;
        Steps = steps;
        Cells = cells;
        _points = new Points(owners.Length, ReasonSpace.Dimensions);
        for (int i = 0; i < owners.Length; i++)
        {
            for (int d = 0; d < ReasonSpace.Dimensions; d++)
            {
                _points[i][d] = cells[(i * ReasonSpace.Dimensions) + d] * steps[i];
            }
        }
    }

    public static PrototypeSet Empty { get; } = new([], [], [], []);

    public int[] Owners { get; }

    public float[] Thresholds { get; }

    public float[] Steps { get; }

    public sbyte[] Cells { get; }

    public bool IsEmpty => Owners.Length == 0;

    public static PrototypeSet Of(IReadOnlyList<(int Owner, float Threshold, float[] Point)> prototypes)
    {
        float[] steps = new float[prototypes.Count];
        sbyte[] cells = new sbyte[prototypes.Count * ReasonSpace.Dimensions];
        for (int i = 0; i < prototypes.Count; i++)
        {
            steps[i] = Vectors.Quantize(prototypes[i].Point, cells.AsSpan(i * ReasonSpace.Dimensions, ReasonSpace.Dimensions));
        }

        return new PrototypeSet([.. prototypes.Select(p => p.Owner)], [.. prototypes.Select(p => p.Threshold)], steps, cells);
    }

    /// <summary>Prototypes to be kept as they are.</summary>
    public IEnumerable<(float Threshold, float[] Point)> OwnedBy(Func<int, bool> isOwner)
    {
        for (int i = 0; i < Owners.Length; i++)
        {
            if (isOwner(Owners[i]))
            {
                yield return (Thresholds[i], _points[i].ToArray());
            }
        }
    }

    /// <summary>The root cause whose prototype is nearest, or -1 when even that is too far.</summary>
    public int Assign(ReadOnlySpan<float> point)
    {
        (int prototype, float similarity) = Nearest(point);
        return prototype >= 0 && similarity >= Thresholds[prototype] ? Owners[prototype] : -1;
    }

    /// <summary>The nearest prototype, the first of equals; (-1, -infinity) among none.</summary>
    /// <remarks>
    /// Where the processor can, the cells are multiplied as they are, a quarter of the memory to read: that leaves the few which can be the
    /// nearest, and of these the products decide that are taken everywhere.
    /// </remarks>
    public (int Prototype, float Similarity) Nearest(ReadOnlySpan<float> point)
    {
        if (!Vectors.HasWholeProducts || Owners.Length < Vectors.WholeProductsAtOnce)
        {
            return _points.Nearest(point, _points.Count);
        }

        Span<short> whole = stackalloc short[ReasonSpace.Dimensions];
        float step = Vectors.Quantize(point, whole);
        float[] similarities = ArrayPool<float>.Shared.Rent(Owners.Length);
        Vector128<float> largest = Vector128.Create(float.NegativeInfinity);
        for (int i = 0; i < Owners.Length; i += Vectors.WholeProductsAtOnce)
        {
            // The last four may begin among the four before them.
            int first = Math.Min(i, Owners.Length - Vectors.WholeProductsAtOnce);
            Vector128<int> products = Vectors.DotsOfFour(whole, Cells.AsSpan(first * ReasonSpace.Dimensions));
            Vector128<float> four = Vector128.ConvertToSingle(products) * Vector128.Create(Steps.AsSpan(first)) * step;
            four.CopyTo(similarities.AsSpan(first));
            largest = Vector128.MaxNative(largest, four);
        }

        float atLeast = Math.Max(Math.Max(largest[0], largest[1]), Math.Max(largest[2], largest[3])) - (2 * Inexact);
        int nearest = -1;
        float most = float.NegativeInfinity;
        for (int i = 0; i < Owners.Length; i++)
        {
            if (similarities[i] >= atLeast && Vectors.Dot(point, _points[i]) is var similarity && similarity > most)
            {
                (nearest, most) = (i, similarity);
            }
        }

        ArrayPool<float>.Shared.Return(similarities);
        return (nearest, most);
    }
}
