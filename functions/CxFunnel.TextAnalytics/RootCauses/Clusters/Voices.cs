namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>How many people speak: a customer is one voice, copies of one longer text are one voice, all others are one each.</summary>
internal static class Voices
{
    public static int Count(Lines lines, IReadOnlyList<int> members)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        int unknown = 0;
        foreach (int line in members)
        {
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
