namespace CxFunnel.TextAnalytics.Text;

/// <summary>Grow-only arrays that one analysis fills and the next one reuses; nothing is allocated once they fit.</summary>
internal sealed class TokenBuffer
{
#if DEBUG
    // Small on purpose, so that every debug run goes through the growing.
    private const int FirstTokens = 4;
    private const int FirstChars = 16;
#else
    private const int FirstTokens = 256;
    private const int FirstChars = 2048;
#endif

    private Token[] _tokens = new Token[FirstTokens];
    private char[] _normal = new char[FirstChars];

    public int Count { get; private set; }

    public int NormalCount { get; private set; }

    public Span<Token> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The lower-case forms of all tokens, one after the other.</summary>
    public ReadOnlySpan<char> Normal => _normal.AsSpan(0, NormalCount);

    public ReadOnlySpan<char> NormalOf(in Token token) => _normal.AsSpan(token.NormalOffset, token.NormalLength);

    public void Clear()
    {
        Count = 0;
        NormalCount = 0;
    }

    /// <summary>Room for that many more characters at the end of <see cref="Normal"/>; what is used of it is told to <see cref="Advance"/>.</summary>
    public Span<char> NormalRoom(int chars)
    {
        if (_normal.Length - NormalCount < chars)
        {
            Array.Resize(ref _normal, Math.Max(_normal.Length * 2, NormalCount + chars));
        }

        return _normal.AsSpan(NormalCount, chars);
    }

    public void Advance(int chars) => NormalCount += chars;

    public ref Token Add()
    {
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, Count * 2);
        }

        return ref _tokens[Count++];
    }
}
