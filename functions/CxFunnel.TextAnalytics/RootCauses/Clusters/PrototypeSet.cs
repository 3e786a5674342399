namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>What clauses are compared with: up to a few points for each root cause, and how near a clause must be to count.</summary>
internal sealed class PrototypeSet
{
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

    public (int Prototype, float Similarity) Nearest(ReadOnlySpan<float> point) => _points.Nearest(point, _points.Count);
}
