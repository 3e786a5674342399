using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>A text that is looked through for personal data, and what was found in it so far.</summary>
/// <param name="text">The text.</param>
/// <param name="buffer">Its tokens.</param>
/// <param name="reading">What they mean.</param>
/// <param name="pack">What is known of its language; null for a language without files.</param>
/// <param name="found">Gets the spans.</param>
internal readonly ref struct PersonalDataScan(string text, TokenBuffer buffer, Reading reading, LanguagePack? pack, List<PersonalDataSpan> found)
{
    /// <summary>How many words before a number may say what it is.</summary>
    private const int TellerReach = 5;

    public string Text { get; } = text;

    public TokenBuffer Buffer { get; } = buffer;

    /// <summary>ISO 639-1, or <c>unknown</c>.</summary>
    public string Language { get; } = pack?.Code ?? DetectedLanguage.Unknown;

    public Span<Token> Tokens { get; } = buffer.Tokens;

    public Span<WordSense> Senses { get; } = reading.Senses;

    /// <summary>Takes a span, unless it overlaps one that was taken before.</summary>
    public void Add(string kind, int offset, int length)
    {
        foreach (PersonalDataSpan span in found)
        {
            if (offset < span.Offset + span.Length && span.Offset < offset + length)
            {
                return;
            }
        }

        found.Add(new PersonalDataSpan(kind, offset, length));
    }

    /// <summary>Whether the character belongs to something found already, or to a link, handle or hashtag.</summary>
    public bool IsTaken(int offset)
    {
        foreach (PersonalDataSpan span in found)
        {
            if (offset >= span.Offset && offset < span.Offset + span.Length)
            {
                return true;
            }
        }

        // Digits of links, handles and hashtags are no numbers of their own.
        int token = TokenAt(offset);
        return token >= 0 && Tokens[token].Kind is TokenKind.Url or TokenKind.Mention or TokenKind.Email;
    }

    /// <returns>The index of the token that holds the character, or -1.</returns>
    public int TokenAt(int offset)
    {
        int low = 0;
        int high = Tokens.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Tokens[middle].End <= offset)
            {
                low = middle + 1;
            }
            else if (Tokens[middle].Offset > offset)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }

    /// <summary>What the words just before an offset say that a number is.</summary>
    public WordRole ToldBy(int offset)
    {
        int i = Tokens.Length - 1;
        while (i >= 0 && Tokens[i].End > offset)
        {
            i--;
        }

        WordRole told = WordRole.None;
        for (int back = 0; back < TellerReach && i - back >= 0; back++)
        {
            ref Token token = ref Tokens[i - back];
            if (token.Kind == TokenKind.Punctuation && token.Sign is '.' or '!' or '?' && back > 0 && !EndsShortWord(i - back))
            {
                break;
            }

            if (IsNumbered(i - back))
            {
                return WordRole.CustomerWord;
            }

            WordRole roles = Senses[i - back].Roles & (WordRole.OrderWord | WordRole.CustomerWord | WordRole.PhoneWord);
            if (roles != WordRole.None && (told == WordRole.None || Senses[i - back].Span > 1))
            {
                // "Número de cliente": the first word alone would mean a telephone.
                told = Senses[i - back].Span > 1 && roles.Any(WordRole.OrderWord | WordRole.CustomerWord) ? roles & ~WordRole.PhoneWord : roles;
            }
        }

        return told;
    }

    /// <summary>"Kundennr.:", "n.º": a point that ends a word for a number, and no sentence.</summary>
    private bool EndsShortWord(int point) =>
        point > 0 && Tokens[point].Sign == '.' && (Tokens[point].Shape & TokenShape.SpaceBefore) == 0
        && (IsNumberWord(point - 1) || Senses[point - 1].Roles.Any(WordRole.OrderWord | WordRole.CustomerWord | WordRole.PhoneWord));

    /// <summary>"N.º de <b>cliente</b>", "N° <b>client</b>", "N. <b>socio</b>": who the number is of, behind a word or sign for "number".</summary>
    private bool IsNumbered(int i)
    {
        if (pack is null || Tokens[i].Kind != TokenKind.Word || !pack.IsNoName(Tokens[i].Hash))
        {
            return false;
        }

        int sign = i - 1;
        if (sign >= 0 && Senses[sign].Roles.Any(WordRole.Preposition))
        {
            sign--;
        }

        return sign >= 0 && (Tokens[sign].Sign is '°' or 'º' || IsNumberWord(sign) || (Tokens[sign].Sign == '.' && EndsShortWord(sign)));
    }

    private bool IsNumberWord(int i) => Tokens[i].Kind == TokenKind.Word && Buffer.NormalOf(Tokens[i]) is "n" or "º" or "nº" or "nr" or "no" or "num" or "núm";
}
