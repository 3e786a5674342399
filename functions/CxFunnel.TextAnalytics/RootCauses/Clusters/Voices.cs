namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>How many people speak: a customer is one voice, copies of one longer text are one voice, all others are one each.</summary>
internal static class Voices
{
    public static int Count(Lines lines, IReadOnlyList<int> members)
    {
        HashSet<string> voices = new(StringComparer.Ordinal);
        foreach (int line in members)
        {
            ReadOnlySpan<CauseText> clauses = lines.Clauses(line);
            foreach (CauseText clause in lines.IsCopy(line) ? clauses[..1] : clauses)
            {
                // The two kinds of key must not be taken for each other.
                voices.Add(clause.VoiceKey is { } voice ? "v" + voice : "k" + clause.Key);
            }
        }

        return voices.Count;
    }
}
