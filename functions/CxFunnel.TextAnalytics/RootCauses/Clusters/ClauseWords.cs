using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The words of one clause as discovery reads them: lower case, without accents, numbers all alike, no links, names of people or signs.
/// Rented by a thread and reused.
/// </summary>
internal sealed class ClauseWords
{
    /// <summary>What follows is not read: clauses are short, and a bound keeps every later step linear.</summary>
    public const int MaxWords = 64;

    private readonly TokenBuffer _tokens = new();
    private readonly List<Word> _words = [];
    private char[] _chars = new char[512];
    private int _used;

    /// <summary>In the order of the text, repeats included.</summary>
    public ReadOnlySpan<Word> Words => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_words);

    /// <summary>The word between two marks (<c>_</c>), so that runs of letters know where it begins and ends.</summary>
    public ReadOnlySpan<char> Marked(in Word word) => _chars.AsSpan(word.Start, word.Length);

    public ReadOnlySpan<char> Plain(in Word word) => _chars.AsSpan(word.Start + 1, word.Length - 2);

    public void Read(ReadOnlySpan<char> text)
    {
        _words.Clear();
        _used = 0;
        Knowledge.Shared.Rules.Tokenizer.Tokenize(text, _tokens);
        foreach (ref readonly Token token in _tokens.Tokens)
        {
            if (_words.Count == MaxWords)
            {
                return;
            }

            if (token.IsWord)
            {
                Add(_tokens.NormalOf(token), token);
            }
            else if (token.Kind == TokenKind.Number)
            {
                Add("#", token);
            }
        }
    }

    private void Add(ReadOnlySpan<char> word, in Token token)
    {
        if (word.EndsWith("'s") || word.EndsWith("\u2019s"))
        {
            word = word[..^2];
        }

        if (word.IsEmpty)
        {
            return;
        }

        if (_chars.Length - _used < word.Length + 2)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, _used + word.Length + 2));
        }

        int start = _used;
        _chars[_used++] = '_';
        ulong state = WordHash.Start;
        foreach (char c in word)
        {
            char plain = c < 128 ? c : WithoutAccent(c);
            _chars[_used++] = plain;
            state = WordHash.Extend(state, plain);
        }

        _chars[_used++] = '_';
        _words.Add(new Word(WordHash.Finish(state), start, _used - start, token.Offset, token.End));
    }

    /// <summary>The letter under the accent, for the letters of the languages that are scored; any other as it is.</summary>
    private static char WithoutAccent(char c) => c switch
    {
        >= 'à' and <= 'å' or 'æ' => 'a',
        'ç' => 'c',
        >= 'è' and <= 'ë' => 'e',
        >= 'ì' and <= 'ï' => 'i',
        'ñ' => 'n',
        >= 'ò' and <= 'ö' or 'ø' or 'œ' => 'o',
        >= 'ù' and <= 'ü' => 'u',
        'ý' or 'ÿ' => 'y',
        'ß' => 's',
        '\u2019' => '\'',
        _ => c,
    };

    /// <param name="Hash">The <see cref="WordHash"/> of the plain form.</param>
    /// <param name="Start">Where the marked form stands.</param>
    /// <param name="Length">Of the marked form.</param>
    /// <param name="Offset">Where the word stands in the text.</param>
    /// <param name="End">Where it ends there.</param>
    internal readonly record struct Word(ulong Hash, int Start, int Length, int Offset, int End);
}
