namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>What the words of a column mean, such as its languages: there are few in a file, and each is looked up once.</summary>
/// <param name="meaning">Null for a word that means nothing; the same for the same word.</param>
internal sealed class ColumnWords(Func<ReadOnlySpan<char>, string?> meaning)
{
    /// <summary>A power of two; words that share a place take it from each other.</summary>
    private const int Places = 64;

    private const int MaxChars = 64;

    private readonly (string? Word, string? Meaning)[] _known = new (string?, string?)[Places];

    /// <summary>What the word means; null for none.</summary>
    public string? Of(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word.Length > MaxChars)
        {
            return word.IsEmpty ? null : meaning(word);
        }

        ref (string? Word, string? Meaning) known = ref _known[(word[0] + (5 * word[^1]) + (11 * word.Length)) & (Places - 1)];
        if (!word.SequenceEqual(known.Word))
        {
            known = (word.ToString(), meaning(word));
        }

        return known.Meaning;
    }
}
