using System.Runtime.InteropServices;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Which words are names of people, places and brands, by how they are written inside of sentences. In German all nouns have capitals, and in
/// capitals alone nothing is told apart: there no word is a name.
/// </summary>
internal sealed class ProperNames
{
    private readonly Dictionary<ulong, (int Lower, int Capital)> _written = [];

    /// <param name="words">That were read from the clause.</param>
    public void Count(CauseText clause, ReadOnlySpan<ClauseWords.Word> words)
    {
        if (clause.Language == "de")
        {
            return;
        }

        for (int i = 1; i < words.Length; i++)
        {
            ReadOnlySpan<char> between = clause.Text.AsSpan(words[i - 1].End, words[i].Offset - words[i - 1].End);
            if (between.IsWhiteSpace() && words[i].End - words[i].Offset >= 2)
            {
                ref (int Lower, int Capital) written = ref CollectionsMarshal.GetValueRefOrAddDefault(_written, words[i].Hash, out bool _);
                bool isCapital = char.IsUpper(clause.Text[words[i].Offset]);
                written.Capital += isCapital && char.IsLower(clause.Text[words[i].Offset + 1]) ? 1 : 0;
                written.Lower += isCapital ? 0 : 1;
            }
        }
    }

    /// <summary>Whether most who write the word write it with a capital.</summary>
    public bool Has(ulong word) => _written.TryGetValue(word, out (int Lower, int Capital) written) && written.Capital > written.Lower;
}
