namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Which languages have root causes of their own, and the clauses of each.</summary>
internal static class LanguageSplit
{
    /// <summary>Fewer clauses have no shape of their own; they go to the main language, where they make a root cause or none.</summary>
    private const int Fewest = 40;

    /// <summary>So that a hundred misread texts among many thousands are no language.</summary>
    private const double LeastShare = 0.02;

    /// <summary>
    /// A language that went with the main one until now needs so many times as many: its texts all get other root causes when it leaves, and that must not hang on the few that a
    /// set has grown by.
    /// </summary>
    private const double ToLeave = 1.2;

    /// <returns>The main language first, which takes in those that have none of their own, then the others by name.</returns>
    public static IReadOnlyList<(string Language, List<CauseText> Clauses)> Of(IReadOnlyList<CauseText> clauses, CauseModel previous)
    {
        (string Language, int Count)[] counts =
            [.. clauses.GroupBy(clause => clause.Language, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)];
        // Once it is settled it stays: ids belong to a language.
        string main = previous.ByLanguage.Count > 0 ? previous.ByLanguage[0].Language
            : counts.Select(c => c.Language).FirstOrDefault(language => language != DetectedLanguage.Unknown, DetectedLanguage.Unknown);
        HashSet<string> own = [.. previous.ByLanguage.Select(l => l.Language)];
        double least = Math.Max(Fewest, LeastShare * clauses.Count) * (previous.ByLanguage.Count > 0 ? ToLeave : 1);
        own.UnionWith(counts.Where(c => c.Language != DetectedLanguage.Unknown && c.Count >= least).Select(c => c.Language));
        own.Remove(main);
        List<(string, List<CauseText>)> split = [(main, []), .. own.Order(StringComparer.Ordinal).Select(language => (language, new List<CauseText>()))];
        Dictionary<string, List<CauseText>> byLanguage = split.ToDictionary(s => s.Item1, s => s.Item2, StringComparer.Ordinal);
        foreach (CauseText clause in clauses)
        {
            byLanguage.GetValueOrDefault(clause.Language, split[0].Item2).Add(clause);
        }

        return split;
    }
}
