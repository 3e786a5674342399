namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>A few rounds of spherical k-means, without chance: it starts from points that are far from each other.</summary>
internal static class Centroids
{
    /// <param name="members">Indexes into <paramref name="points"/>, at least one.</param>
    /// <returns>At most <paramref name="count"/> centroids; fewer when the members do not differ that much.</returns>
    public static Points Spread(Points points, ReadOnlySpan<int> members, int count, int rounds)
    {
        Points centroids = new(count, points.Dimensions);
        Span<float> first = centroids[0];
        foreach (int member in members)
        {
            Vectors.Add(first, points[member], 1);
        }

        Vectors.Normalize(first);
        if (count == 1)
        {
            return centroids;
        }

        // From the member next to the middle on, always the one farthest from those already taken.
        float[] nearest = new float[members.Length];
        Array.Fill(nearest, float.NegativeInfinity);
        int pick = 0;
        float best = float.NegativeInfinity;
        for (int i = 0; i < members.Length; i++)
        {
            float similarity = Vectors.Dot(points[members[i]], first);
            (pick, best) = similarity > best ? (i, similarity) : (pick, best);
        }

        int used = 0;
        while (used < count)
        {
            points[members[pick]].CopyTo(centroids[used]);
            float farthest = float.PositiveInfinity;
            int next = -1;
            for (int i = 0; i < members.Length; i++)
            {
                nearest[i] = Math.Max(nearest[i], Vectors.Dot(points[members[i]], centroids[used]));
                if (nearest[i] < farthest)
                {
                    (farthest, next) = (nearest[i], i);
                }
            }

            used++;
            if (farthest > 0.999f)
            {
                break;
            }

            pick = next;
        }

        return Improve(points, members, centroids, used, rounds);
    }

    private static Points Improve(Points points, ReadOnlySpan<int> members, Points centroids, int used, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Points next = new(used, points.Dimensions);
            foreach (int member in members)
            {
                Vectors.Add(next[centroids.Nearest(points[member], used).Index], points[member], 1);
            }

            int kept = 0;
            for (int i = 0; i < used; i++)
            {
                if (Vectors.Normalize(next[i]) > 0)
                {
                    next[i].CopyTo(centroids[kept++]);
                }
            }

            used = kept;
        }

        Points result = new(used, points.Dimensions);
        for (int i = 0; i < used; i++)
        {
            centroids[i].CopyTo(result[i]);
        }

        return result;
    }
}
