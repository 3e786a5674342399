using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CxFunnel.TextAnalytics.PersonalData;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// Cuts any string into words, numbers, signs, emoji, emoticons, hashtags, mentions, links and mail addresses. Knows no language:
/// what elides ("l'", "dell'") and what is an emoticon stand in <c>Data/Rules/shared.txt</c>.
/// </summary>
internal sealed class Tokenizer
{
    /// <summary>Longer "words" are cut: they are noise, and a bound keeps every later step linear.</summary>
    public const int MaxWordChars = 48;

    private const char Joiner = '\u200D';
    private const char EmojiStyle = '\uFE0F';

    private readonly WordTable<ulong> _elisions;
    private readonly WordTable<ulong> _emoticons;
    private readonly bool[] _emoticonStarts = new bool[char.MaxValue + 1];
    private readonly int _longestEmoticon;

    public Tokenizer(RuleFile shared)
    {
        _elisions = WordTables.SetOf(shared.Terms("elisions"));
        string[] emoticons = [.. shared.Terms("emoticons-positive"), .. shared.Terms("emoticons-negative"), .. shared.Terms("emoticons-neutral")];
        _emoticons = WordTables.SetOf(emoticons);
        foreach (string emoticon in emoticons)
        {
            _emoticonStarts[emoticon[0]] = true;
            _longestEmoticon = Math.Max(_longestEmoticon, emoticon.Length);
        }
    }

    /// <summary>Fills the buffer, which is emptied first. Never throws for what the text holds; broken surrogates are skipped.</summary>
    public void Tokenize(ReadOnlySpan<char> text, TokenBuffer into)
    {
        into.Clear();
        bool space = true;
        bool line = false;
        bool mayHoldMail = text.Contains('@');
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c <= ' ' || char.IsWhiteSpace(c))
            {
                line |= c is '\n' or '\r' or '\u2028' or '\u2029';
                space = true;
                at++;
                continue;
            }

            int before = into.Count;
            int next = ReadToken(text, at, space, mayHoldMail, into);
            if (into.Count > before)
            {
                ref Token first = ref into.Tokens[before];
                first.Shape |= (space ? TokenShape.SpaceBefore : TokenShape.None) | (line ? TokenShape.LineBefore : TokenShape.None);
                space = false;
                line = false;
            }

            at = next;
        }
    }

    /// <summary>Whether a word of small letters alone may be an emoticon ("xd") or open a link.</summary>
    public bool MayReadOtherwise(ReadOnlySpan<char> word) =>
        (word.Length <= _longestEmoticon && _emoticonStarts[word[0]]) || word.StartsWith("http", StringComparison.Ordinal) || word.StartsWith("www", StringComparison.Ordinal);

    private int ReadToken(ReadOnlySpan<char> text, int at, bool space, bool mayHoldMail, TokenBuffer into)
    {
        char c = text[at];
        if ((space || !char.IsLetterOrDigit(c)) && _emoticonStarts[c] && TryEmoticon(text, at, into) is var afterEmoticon and > 0)
        {
            return afterEmoticon;
        }

        if (c < 128 ? char.IsAsciiLetter(c) : char.IsLetter(c))
        {
            bool mayOpenLink = space && (mayHoldMail || Lower(c) is 'h' or 'w');
            return mayOpenLink && TryLink(text, at, into) is var afterLink and > 0 ? afterLink : ReadWord(text, at, into, TokenKind.Word);
        }

        if (char.IsDigit(c))
        {
            return ReadNumber(text, at, into);
        }

        if (c is '@' or '#' && at + 1 < text.Length && IsHandleChar(text[at + 1]))
        {
            return c == '@' ? ReadMention(text, at, into) : ReadWord(text, at + 1, into, TokenKind.Hashtag);
        }

        if (c == '[' && TryRedaction(text, at, into) is var afterRedaction and > 0)
        {
            return afterRedaction;
        }

        if (c < 128 || !TryEmoji(text, at, out int afterEmoji))
        {
            return ReadSign(text, at, into);
        }

        AddPlain(into, TokenKind.Emoji, at, afterEmoji - at, EmojiHash(text[at..afterEmoji]));
        return afterEmoji;
    }

    /// <summary>Skin tones and presentation selectors do not change which emoji it is.</summary>
    public static ulong EmojiHash(ReadOnlySpan<char> emoji)
    {
        ulong state = WordHash.Start;
        for (int i = 0; i < emoji.Length; i++)
        {
            char c = emoji[i];
            if (c == EmojiStyle)
            {
                continue;
            }

            if (c == '\uD83C' && i + 1 < emoji.Length && emoji[i + 1] is >= '\uDFFB' and <= '\uDFFF')
            {
                i++;
                continue;
            }

            state = WordHash.Extend(state, c);
        }

        return WordHash.Finish(state);
    }

    private static bool IsHandleChar(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static void AddPlain(TokenBuffer into, TokenKind kind, int offset, int length, ulong hash, char sign = '\0')
    {
        into.Add() = new Token { Offset = offset, Length = length, Kind = kind, Hash = hash, Sign = sign, NormalOffset = into.NormalCount };
    }

    /// <summary>Where the emoticon ends, or 0. It must not run on into a word, as in ":Dutch".</summary>
    private int TryEmoticon(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        for (int length = Math.Min(_longestEmoticon, text.Length - at); length >= 2; length--)
        {
            int end = at + length;
            if (end < text.Length && char.IsLetterOrDigit(text[end]) && char.IsLetterOrDigit(text[end - 1]))
            {
                continue;
            }

            ulong hash = WordHash.Of(text.Slice(at, length));
            if (_emoticons.Contains(hash))
            {
                // "8)" closes a list item and "(:" opens a bracket far more often inside words: blank or sign must stand before.
                AddPlain(into, TokenKind.Emoticon, at, length, hash);
                return end;
            }
        }

        return 0;
    }

    /// <summary>"[email]", as the engine itself redacts: one token and no word, so that a redacted text reads like the one before.</summary>
    private static int TryRedaction(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        foreach (string kind in PersonalDataKinds.All)
        {
            int end = at + kind.Length + 2;
            if (end <= text.Length && text[end - 1] == ']' && text[(at + 1)..(end - 1)].SequenceEqual(kind))
            {
                AddPlain(into, TokenKind.Email, at, end - at, (ulong)TokenKind.Email);
                return end;
            }
        }

        return 0;
    }

    private static int TryLink(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        ReadOnlySpan<char> rest = text[at..];
        bool isUrl = rest.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? rest.Length == 4 || rest[4] is ':' or 's' or 'S' || char.IsWhiteSpace(rest[4])
            : rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
        if (!isUrl && rest[..Math.Min(rest.Length, 64)].IndexOf('@') < 0)
        {
            return 0;
        }

        int length = rest.IndexOfAny(LinkSigns.End);
        length = length < 0 ? rest.Length : length;
        while (length > 0 && LinkSigns.Tail.Contains(rest[length - 1]))
        {
            length--;
        }

        if (isUrl)
        {
            if (length > 4 && !rest[..length].Contains("://", StringComparison.Ordinal) && !rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            {
                return 0;
            }

            AddPlain(into, TokenKind.Url, at, length, (ulong)TokenKind.Url);
            return at + length;
        }

        if (!LooksLikeEmail(rest[..length]))
        {
            return 0;
        }

        AddPlain(into, TokenKind.Email, at, length, (ulong)TokenKind.Email);
        return at + length;
    }

    private static bool LooksLikeEmail(ReadOnlySpan<char> word)
    {
        int sign = word.IndexOf('@');
        return sign > 0 && word[(sign + 1)..].IndexOf('.') > 0 && word[^1] != '.' && word.LastIndexOf('@') == sign;
    }

    private static int ReadMention(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        int end = at + 1;
        while (end < text.Length && (IsHandleChar(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsHandleChar(text[end + 1]))))
        {
            end++;
        }

        AddPlain(into, TokenKind.Mention, at, end - at, (ulong)TokenKind.Mention);
        return end;
    }

    private static int ReadNumber(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        int end = at + 1;
        while (end < text.Length &&
            (char.IsLetterOrDigit(text[end]) || (text[end] is '.' or ',' or ':' or '/' or '\'' && end + 1 < text.Length && char.IsDigit(text[end + 1]))))
        {
            end++;
        }

        AddPlain(into, TokenKind.Number, at, end - at, WordHash.Of(text[at..end]));
        return end;
    }

    private static int ReadSign(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        char c = text[at];
        if (char.IsSurrogate(c))
        {
            return at + (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? ReadRareLetter(text, at, into) : 1);
        }

        int end = at + 1;
        while (end < text.Length && (text[end] == c || (c is '!' or '?' && text[end] is '!' or '?')))
        {
            end++;
        }

        char sign = c == '…' || (c == '.' && end - at >= 2) ? '…' : c;
        ulong hash = WordHash.Of([sign, end - at > 1 ? '+' : ' ']);
        AddPlain(into, TokenKind.Punctuation, at, end - at, hash, sign);
        return end;
    }

    /// <summary>A letter outside the basic plane is a word of its own; other signs there are skipped.</summary>
    private static int ReadRareLetter(ReadOnlySpan<char> text, int at, TokenBuffer into)
    {
        if (Rune.IsLetter(new Rune(text[at], text[at + 1])))
        {
            AddPlain(into, TokenKind.Word, at, 2, WordHash.Of(text.Slice(at, 2)));
        }

        return 2;
    }

    private int ReadWord(ReadOnlySpan<char> text, int at, TokenBuffer into, TokenKind kind)
    {
        int start = kind == TokenKind.Hashtag ? at - 1 : at;
        Span<char> normal = into.NormalRoom(MaxWordChars);
        int written = 0;
        int letters = 0;
        int capitals = 0;
        int run = 1;
        char last = '\0';
        bool elongated = false;
        ulong state = WordHash.Start;
        int end = at;
        while (end < text.Length && written < MaxWordChars)
        {
            char c = text[end];
            if (c < 128 ? char.IsAsciiLetter(c) : char.IsLetter(c))
            {
                letters++;
                char lower = Lower(c);
                capitals += lower != c ? 1 : 0;
                run = lower == last ? run + 1 : 1;
                end++;
                if (run >= 3)
                {
                    elongated = true;
                    continue;
                }

                last = lower;
                normal[written++] = lower;
                state = WordHash.Extend(state, lower);
                continue;
            }

            if (c is '\'' or '\u2019' or '`' && end + 1 < text.Length && char.IsLetter(text[end + 1]))
            {
                if (kind == TokenKind.Word && _elisions.Contains(WordHash.Finish(state)))
                {
                    end++;
                    break;
                }

                last = '\'';
                normal[written++] = last;
                state = WordHash.Extend(state, last);
                end++;
                continue;
            }

            bool joins = c switch
            {
                '-' => end + 1 < text.Length && char.IsLetter(text[end + 1]),
                '&' => end + 1 < text.Length && char.IsLetter(text[end + 1]) && letters <= 2,
                '_' => kind == TokenKind.Hashtag,
                _ => char.IsDigit(c) || IsMark(c),
            };
            if (!joins)
            {
                break;
            }

            if (IsMark(c))
            {
                // A combining accent after its letter is the same letter for the reader: "e" + U+0301 is "é".
                written = Compose(normal, written, c);
                state = Rehash(normal[..written]);
                last = written > 0 ? normal[written - 1] : '\0';
            }
            else
            {
                last = c;
                normal[written++] = c;
                state = WordHash.Extend(state, c);
            }

            end++;
        }

        into.Add() = new Token
        {
            Offset = start,
            Length = end - start,
            NormalOffset = into.NormalCount,
            NormalLength = written,
            Hash = WordHash.Finish(state),
            Kind = kind,
            Shape = (char.IsUpper(text[at]) ? TokenShape.Capitalized : TokenShape.None)
                | (letters >= 2 && capitals == letters ? TokenShape.AllCaps : TokenShape.None)
                | (elongated ? TokenShape.Elongated : TokenShape.None),
        };
        into.Advance(written);
        return end > at ? end : at + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static char Lower(char c) => c < 128 ? (char)(c | 0x20) : char.ToLowerInvariant(c);

    private static bool IsMark(char c) => c >= '\u0300' && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static int Compose(Span<char> normal, int written, char mark)
    {
        if (written == 0)
        {
            return 0;
        }

        Span<char> pair = [normal[written - 1], mark];
        Span<char> composed = stackalloc char[2];
        if (pair.TryNormalize(composed, out int length, NormalizationForm.FormC) && length == 1)
        {
            normal[written - 1] = composed[0];
            return written;
        }

        normal[written] = mark;
        return written + 1;
    }

    private static ulong Rehash(ReadOnlySpan<char> normal)
    {
        ulong state = WordHash.Start;
        foreach (char c in normal)
        {
            state = WordHash.Extend(state, c);
        }

        return state;
    }

    /// <summary>Emoji sequences (skin tones, joined people, flags, keycaps aside) count as one.</summary>
    private static bool TryEmoji(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        while (TryEmojiPart(text, end, out int after))
        {
            end = after;
            while (end < text.Length && (text[end] == EmojiStyle || IsSkinTone(text, end)))
            {
                end += text[end] == EmojiStyle ? 1 : 2;
            }

            bool flagGoesOn = IsRegional(text, at) && end - at == 2 && IsRegional(text, end);
            if (flagGoesOn)
            {
                continue;
            }

            if (end >= text.Length - 1 || text[end] != Joiner || !TryEmojiPart(text, end + 1, out _))
            {
                break;
            }

            end++;
        }

        return end > at;
    }

    private static bool IsSkinTone(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && text[at] == '\uD83C' && text[at + 1] is >= '\uDFFB' and <= '\uDFFF';

    private static bool IsRegional(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && text[at] == '\uD83C' && text[at + 1] is >= '\uDDE6' and <= '\uDDFF';

    private static bool TryEmojiPart(ReadOnlySpan<char> text, int at, out int end)
    {
        end = at;
        if (at >= text.Length)
        {
            return false;
        }

        char c = text[at];
        if (c is >= '\u2600' and <= '\u27BF' or >= '\u2B05' and <= '\u2B55' or '\u203C' or '\u2049' or '\u2139' or '\u231A' or '\u231B')
        {
            end = at + 1;
            return true;
        }

        if (c is '\uD83C' or '\uD83D' or '\uD83E' && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            end = at + 2;
            return true;
        }

        return false;
    }

    /// <summary>Apart, so that they are made for the first link: they would be a tenth of the time to the first answer.</summary>
    private static class LinkSigns
    {
        public static readonly SearchValues<char> End = SearchValues.Create(" \t\r\n\"<>\u00A0«»“”");
        public static readonly SearchValues<char> Tail = SearchValues.Create(".,;:!?)]}'…");
    }
}
