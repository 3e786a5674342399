namespace CxFunnel.TextAnalytics.Text;

/// <summary>What a stretch of text is, before its language is known.</summary>
internal enum TokenKind : byte
{
    Word,
    Number,
    Punctuation,
    Emoji,
    Emoticon,
    Hashtag,
    Mention,
    Url,
    Email,
}

[Flags]
internal enum TokenShape : byte
{
    None = 0,

    /// <summary>The first letter is a capital.</summary>
    Capitalized = 1,

    /// <summary>Two letters or more, all capitals.</summary>
    AllCaps = 2,

    /// <summary>A letter stood three times or more in a row, as in "sooo".</summary>
    Elongated = 4,

    /// <summary>Blank, line break or the start of the text stands before it.</summary>
    SpaceBefore = 8,

    /// <summary>A line break stands between it and the token before.</summary>
    LineBefore = 16,
}

/// <summary>One token. Offsets count UTF-16 code units of the text.</summary>
internal struct Token
{
    public int Offset;
    public int Length;

    /// <summary>Where its lower-case form starts in <see cref="TokenBuffer.Normal"/>.</summary>
    public int NormalOffset;
    public int NormalLength;

    /// <summary>The <see cref="WordHash"/> of the lower-case form; of the number, the emoji or the sign; the kind for everything else.</summary>
    public ulong Hash;
    public TokenKind Kind;
    public TokenShape Shape;

    /// <summary>For punctuation: its first character.</summary>
    public char Sign;

    public readonly int End => Offset + Length;

    /// <summary>Words and the words of hashtags take part in scores, scopes and phrases.</summary>
    public readonly bool IsWord => Kind is TokenKind.Word or TokenKind.Hashtag;
}
