namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Which words of a clause name something, and how much they say about reasons.</summary>
internal static class ContentWords
{
    private const int ShortestWord = 2;
    private const double Least = 0.1;
    private const double Most = 2;

    /// <summary>What a word says about reasons, 0.1 to 2, 1 for one that the lexicon does not know; 0 for a number and for a word that names nothing.</summary>
    /// <param name="plain">The plain form of the word.</param>
    public static double WeightOf(in ClauseWords.Word word, ReadOnlySpan<char> plain, string language)
    {
        if (plain is "#" || plain.Length < ShortestWord)
        {
            return 0;
        }

        int row = ReasonLexicon.Shared.Find(word.Hash, plain.Length, language);
        double weight = row < 0 ? 1 : Math.Clamp(ReasonLexicon.Shared.WeightOf(row), Least, Most);
        return FunctionWords.Has(word.Hash, weight, language) ? 0 : weight;
    }
}
