namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Picks the clauses that speak for a root cause: the most central, a recent one near to it, and one that says it in other words.</summary>
internal sealed class CauseExamples(Lines lines, ReasonSpace space)
{
    /// <summary>More lines than these are not looked at; they would not be read either.</summary>
    private const int MaxLines = 400;

    private readonly Points _points = new(MaxLines, ReasonSpace.Dimensions);

    /// <returns>Keys of at most three clauses.</returns>
    public IReadOnlyList<string> Of(List<int> members)
    {
        int[] looked = [.. members.Take(MaxLines)];
        float[] centre = new float[ReasonSpace.Dimensions];
        for (int i = 0; i < looked.Length; i++)
        {
            CauseText clause = lines.Clauses(looked[i])[0];
            space.TryPlace(clause.Text, clause.Language, clause.Question, _points[i]);
            Vectors.Add(centre, _points[i], 1);
        }

        Vectors.Normalize(centre);
        float[] nearness = [.. Enumerable.Range(0, looked.Length).Select(i => Vectors.Dot(_points[i], centre))];
        int[] order = [.. Enumerable.Range(0, looked.Length).OrderByDescending(i => nearness[i]).ThenBy(i => i)];
        if (order.Length == 0)
        {
            return [];
        }

        List<int> picked = [order[0]];
        int[] rest = [.. order[1..Math.Max(1, (order.Length + 1) / 2)]];
        if (rest.Length > 0)
        {
            picked.Add(rest.OrderByDescending(i => Latest(looked[i]).Day).ThenBy(i => Array.IndexOf(rest, i)).First());
            int[] others = [.. rest.Where(i => !picked.Contains(i))];
            if (others.Length > 0)
            {
                picked.Add(others.OrderBy(i => picked.Max(p => Vectors.Dot(_points[i], _points[p]))).ThenBy(i => i).First());
            }
        }

        return [.. picked.Select((i, n) => (n == 1 ? Latest(looked[i]) : lines.Clauses(looked[i])[0]).Key)];
    }

    private CauseText Latest(int line)
    {
        ReadOnlySpan<CauseText> clauses = lines.Clauses(line);
        CauseText latest = clauses[0];
        foreach (CauseText clause in clauses)
        {
            latest = clause.Day > latest.Day ? clause : latest;
        }

        return latest;
    }
}
