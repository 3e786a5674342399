namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>How many people speak: a customer is one voice, copies of one longer text, and near copies of it, are one voice, all others are one each.</summary>
internal static class Voices
{
    public static int Count(Lines lines, IReadOnlyList<int> members)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        int unknown = 0;
        HashSet<int> heard = [];
        foreach (int line in members)
        {
            if (!heard.Add(lines.FirstOfCopies(line)))
            {
                continue;
            }

            ReadOnlySpan<CauseText> clauses = lines.Clauses(line);
            foreach (CauseText clause in lines.IsCopy(line) ? clauses[..1] : clauses)
            {
                if (clause.VoiceKey is { } voice)
                {
                    known.Add(voice);
                }
                else
                {
                    unknown++; // Keys are unique.
                }
            }
        }

        return known.Count + unknown;
    }
}
