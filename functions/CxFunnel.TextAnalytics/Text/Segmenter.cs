namespace CxFunnel.TextAnalytics.Text;

/// <summary>A run of tokens: [First, First + Count).</summary>
internal readonly record struct TokenRange(int First, int Count)
{
    public int End => First + Count;
}

/// <summary>Finds where sentences end.</summary>
internal sealed class Segmenter(RuleFile shared)
{
    private readonly WordTable<ulong> _abbreviations = WordTables.SetOf(Array.ConvertAll(shared.Terms("abbreviations"), LastPart));

    public void Split(TokenBuffer buffer, List<TokenRange> sentences)
    {
        sentences.Clear();
        Span<Token> tokens = buffer.Tokens;
        int first = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            bool atEnd = i == tokens.Length - 1;
            if (!atEnd && !EndsSentence(tokens, i))
            {
                continue;
            }

            // Closing brackets, quotes, emoji and emoticons belong to the sentence that they comment on.
            while (i + 1 < tokens.Length && Trails(tokens[i + 1]))
            {
                i++;
            }

            sentences.Add(new TokenRange(first, i + 1 - first));
            first = i + 1;
        }
    }

    /// <summary>"z.b." is read as the words "z" and "b": the last one stands before the last point.</summary>
    private static string LastPart(string abbreviation) => abbreviation[(abbreviation.LastIndexOf('.') + 1)..];

    private static bool Trails(in Token token) =>
        (token.Shape & TokenShape.LineBefore) == 0
        && (token.Kind is TokenKind.Emoji or TokenKind.Emoticon || (token.Kind == TokenKind.Punctuation && token.Sign is ')' or '"' or '”' or '»' or '\'' or ']' or '!' or '?' or '.' or '…'));

    private bool EndsSentence(Span<Token> tokens, int i)
    {
        Token next = tokens[i + 1];
        if ((next.Shape & TokenShape.LineBefore) != 0)
        {
            return true;
        }

        Token token = tokens[i];
        if (token.Kind != TokenKind.Punctuation)
        {
            return false;
        }

        switch (token.Sign)
        {
            case '!' or '?' or '…':
                return true;
            case '.':
                break;
            default:
                return false;
        }

        if ((next.Shape & TokenShape.SpaceBefore) == 0)
        {
            // "great.Would buy again" has no blank; "a.b" and "3.5" are no ends.
            return i > 0 && tokens[i - 1].IsWord && tokens[i - 1].Length > 3 && next.IsWord && (next.Shape & TokenShape.Capitalized) != 0;
        }

        if (i == 0 || tokens[i - 1].Kind != TokenKind.Word)
        {
            return i == 0 || tokens[i - 1].Kind != TokenKind.Number || (next.Shape & TokenShape.Capitalized) != 0;
        }

        Token before = tokens[i - 1];
        bool isInitial = before.Length == 1 && (before.Shape & TokenShape.Capitalized) != 0;
        return !isInitial && !_abbreviations.Contains(before.Hash);
    }
}
