namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>The nearest neighbours of every point: exactly for few points, within the nearest cells for many.</summary>
internal static class Neighbours
{
    /// <summary>Up to here all pairs are compared.</summary>
    private const int MaxExact = 6_000;

    private const int MaxCells = 1_024;
    private const int CellSample = 12_000;
    private const int Probes = 5;

    /// <returns>For each point <paramref name="degree"/> neighbours, nearest first, and their cosines; -1 where there are fewer, or none above 0.</returns>
    public static (int[] Indexes, float[] Similarities) Find(Points points, int degree, int threads)
    {
        int[] indexes = new int[points.Count * degree];
        float[] similarities = new float[points.Count * degree];
        Array.Fill(indexes, -1);
        if (points.Count <= MaxExact)
        {
            int[] all = [.. Enumerable.Range(0, points.Count)];
            ForEach(points.Count, threads, i => Compare(points, i, all, indexes.AsSpan(i * degree, degree), similarities.AsSpan(i * degree, degree)));
            return (indexes, similarities);
        }

        (int[] Starts, int[] Members, int[] Nearest) cells = Divide(points, threads);
        // Cell after cell: whoever shares a cell is compared with the same points, which then are still in the processor's cache.
        ForEach(points.Count, threads, member =>
        {
            int i = cells.Members[member];
            for (int probe = 0; probe < Probes; probe++)
            {
                int cell = cells.Nearest[(i * Probes) + probe];
                Compare(points, i, cells.Members.AsSpan(cells.Starts[cell], cells.Starts[cell + 1] - cells.Starts[cell]), indexes.AsSpan(i * degree, degree), similarities.AsSpan(i * degree, degree));
            }
        });
        return (indexes, similarities);
    }

    private static void Compare(Points points, int of, ReadOnlySpan<int> with, Span<int> indexes, Span<float> similarities)
    {
        ReadOnlySpan<float> point = points[of];
        int last = indexes.Length - 1;
        foreach (int other in with)
        {
            float similarity = Vectors.Dot(point, points[other]);
            if (similarity <= similarities[last] || other == of)
            {
                continue;
            }

            int at = last;
            while (at > 0 && similarity > similarities[at - 1])
            {
                (indexes[at], similarities[at]) = (indexes[at - 1], similarities[at - 1]);
                at--;
            }

            (indexes[at], similarities[at]) = (other, similarity);
        }
    }

    /// <summary>Cuts the space into cells and says for each point which ones are nearest to it; it lies in the first of them.</summary>
    private static (int[] Starts, int[] Members, int[] Nearest) Divide(Points points, int threads)
    {
        int count = Math.Clamp((int)(2 * Math.Sqrt(points.Count)), 16, MaxCells);
        int sample = Math.Min(points.Count, CellSample);
        Points cells = new(count, points.Dimensions);
        for (int i = 0; i < count; i++)
        {
            points[(int)((long)i * sample / count)].CopyTo(cells[i]);
        }

        int[] own = new int[sample];
        for (int round = 0; round < 4; round++)
        {
            Points current = cells;
            ForEach(sample, threads, i => own[i] = current.Nearest(points[i], count).Index);
            cells = new Points(count, points.Dimensions);
            for (int i = 0; i < sample; i++)
            {
                Vectors.Add(cells[own[i]], points[i], 1);
            }

            for (int i = 0; i < count; i++)
            {
                if (Vectors.Normalize(cells[i]) == 0)
                {
                    current[i].CopyTo(cells[i]);
                }
            }
        }

        int[] nearest = new int[points.Count * Probes];
        ForEach(points.Count, threads, i =>
        {
            Span<float> similarities = stackalloc float[Probes];
            Span<int> found = nearest.AsSpan(i * Probes, Probes);
            similarities.Fill(float.NegativeInfinity);
            for (int cell = 0; cell < count; cell++)
            {
                float similarity = Vectors.Dot(points[i], cells[cell]);
                int at = Probes;
                while (at > 0 && similarity > similarities[at - 1])
                {
                    at--;
                    if (at + 1 < Probes)
                    {
                        (similarities[at + 1], found[at + 1]) = (similarities[at], found[at]);
                    }
                }

                if (at < Probes)
                {
                    (similarities[at], found[at]) = (similarity, cell);
                }
            }
        });

        int[] starts = new int[count + 1];
        for (int i = 0; i < points.Count; i++)
        {
            starts[nearest[i * Probes] + 1]++;
        }

        for (int i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts[..count];
        int[] members = new int[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            members[next[nearest[i * Probes]]++] = i;
        }

        return (starts, members, nearest);
    }

    /// <summary>Each index is worked on alone, so the result does not depend on the threads.</summary>
    public static void ForEach(int count, int threads, Action<int> work)
    {
        const int Chunk = 256;
        if (threads <= 1 || count <= Chunk)
        {
            for (int i = 0; i < count; i++)
            {
                work(i);
            }

            return;
        }

        Parallel.For(0, (count + Chunk - 1) / Chunk, new ParallelOptions { MaxDegreeOfParallelism = threads }, chunk =>
        {
            for (int i = chunk * Chunk; i < Math.Min(count, (chunk + 1) * Chunk); i++)
            {
                work(i);
            }
        });
    }
}
