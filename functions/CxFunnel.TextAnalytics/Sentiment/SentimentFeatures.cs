using System.Runtime.CompilerServices;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>
/// What the sentiment model sees of a text. Sparse: words, pairs of neighbours, runs of letters inside words, each by a 64-bit name.
/// Dense: sums over the word lists with negation and contrast, and the manner of writing; these mean the same in every language.
/// </summary>
internal static class SentimentFeatures
{
    public const int MinGram = 2;
    public const int MaxGram = 5;

    /// <summary>How many dense features there are; the first is always 1.</summary>
    public const int DenseCount = 72;

    private const ulong NegatedSalt = 0x6e6f74;
    private const ulong PairSalt = 0x70616972;
    private const ulong GramSalt = 0x6772616d;
    private const ulong SignSalt = 0x7369676e;

    public static ulong LanguageSalt(string code) => WordHash.Of(code);

    public static ulong Word(ulong hash, ulong languageSalt) => WordHash.Combine(hash, languageSalt);

    public static ulong Negated(ulong hash, ulong languageSalt) => WordHash.Combine(hash ^ NegatedSalt, languageSalt);

    /// <param name="before">Name of the token before; 0 at the start of a sentence.</param>
    public static ulong Pair(ulong before, ulong hash, ulong languageSalt) => WordHash.Combine(WordHash.Combine(before, hash) ^ PairSalt, languageSalt);

    public static ulong Sign(ulong hash) => WordHash.Combine(hash, SignSalt);

    public static ulong Gram(ulong state) => WordHash.Finish(state ^ GramSalt);

    /// <summary>The name a token goes by in pairs: numbers, links and mentions are alike among themselves.</summary>
    public static ulong PairName(in Token token) => token.Kind switch
    {
        TokenKind.Word or TokenKind.Hashtag or TokenKind.Emoji or TokenKind.Emoticon or TokenKind.Punctuation => token.Hash,
        _ => (ulong)token.Kind + 1,
    };

    /// <summary>All runs of two to five letters of a word between its two marks.</summary>
    public ref struct Grams(ReadOnlySpan<char> word)
    {
        private readonly ReadOnlySpan<char> _word = word;
        private int _start = -2;
        private int _length = MaxGram;
        private ulong _state;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Next(out ulong gram)
        {
            int last = _word.Length;
            if (_length == MaxGram || _start + _length > last)
            {
                _start++;
                if (_start >= last)
                {
                    gram = 0;
                    return false;
                }

                _state = WordHash.Extend(WordHash.Start, _start < 0 ? '<' : _word[_start]);
                _length = 1;
            }

            int at = _start + _length;
            _state = WordHash.Extend(_state, at == last ? '>' : _word[at]);
            _length++;
            gram = Gram(_state);
            return true;
        }
    }

    /// <summary>Fills the dense features of a stretch of text.</summary>
    public static void Dense(Span<Token> tokens, Span<WordSense> senses, TokenRange range, Span<float> into)
    {
        into.Clear();
        DenseSums sums = default;
        sums.Read(tokens, senses, range);
        sums.Write(into);
    }

    private struct DenseSums
    {
        private const int OwnBuckets = 24;
        private const int ListBuckets = 34;
        private const int LengthBuckets = 44;

        private float _praise;
        private float _blame;
        private float _listPraise;
        private float _listBlame;
        private float _mostPraise;
        private float _mostBlame;
        private float _praiseAfter;
        private float _blameAfter;
        private float _praiseBefore;
        private float _blameBefore;
        private float _signPraise;
        private float _signBlame;
        private float _last;
        private float _first;
        private float _phrasePraise;
        private float _phraseBlame;
        private float _lastClause;
        private int _lastClauseNumber;
        private int _negatedPraise;
        private int _negatedBlame;
        private int _negators;
        private int _boosters;
        private int _words;
        private int _capitals;
        private int _shouts;
        private int _elongated;
        private int _exclamations;
        private int _questions;
        private int _dots;
        private int _links;
        private int _mentions;
        private int _hashtags;
        private int _numbers;
        private int _irony;
        private int _pronouns;
        private int _quotes;
        private bool _opensAsking;
        private bool _endsAsking;
        private bool _hasTurn;
        private bool _opensWithMention;

        public void Read(Span<Token> tokens, Span<WordSense> senses, TokenRange range)
        {
            int turn = -1;
            for (int i = range.First; i < range.End; i++)
            {
                turn = senses[i].Roles.Any(WordRole.Contrast) && i > range.First ? i : turn;
            }

            _hasTurn = turn >= 0;
            for (int i = range.First; i < range.End; i++)
            {
                ref Token token = ref tokens[i];
                ref WordSense sense = ref senses[i];
                switch (token.Kind)
                {
                    case TokenKind.Word:
                    case TokenKind.Hashtag:
                        ReadWord(ref token, ref sense, turn < 0 ? 0 : i < turn ? -1 : 1);
                        break;
                    case TokenKind.Emoji:
                    case TokenKind.Emoticon:
                    case TokenKind.Number:
                        _numbers += token.Kind == TokenKind.Number ? 1 : 0;
                        _signPraise += Math.Max(0, sense.RawValence);
                        _signBlame += Math.Max(0, -sense.RawValence);
                        break;
                    case TokenKind.Punctuation:
                        _exclamations += token.Sign == '!' ? Math.Min(3, token.Length) : 0;
                        _questions += token.Sign == '?' ? 1 : 0;
                        _dots += token.Sign == '…' ? 1 : 0;
                        _quotes += token.Sign is '"' or '“' or '„' or '«' ? 1 : 0;
                        _endsAsking = token.Sign == '?' || (_endsAsking && token.Sign != '.');
                        break;
                    case TokenKind.Url:
                        _links++;
                        break;
                    case TokenKind.Mention:
                        _mentions++;
                        _opensWithMention |= i == range.First;
                        break;
                    default:
                        _numbers++;
                        break;
                }
            }
        }

        public readonly void Write(Span<float> x)
        {
            x[0] = 1;
            x[1] = Squash(_praise);
            x[2] = Squash(_blame);
            x[3] = Squash(_listPraise);
            x[4] = Squash(_listBlame);
            float length = MathF.Sqrt(Math.Max(1, _words));
            x[5] = Math.Min(2, _praise / length);
            x[6] = Math.Min(2, _blame / length);
            x[7] = Math.Min(2, _listPraise / length);
            x[8] = Math.Min(2, _listBlame / length);
            x[9] = _mostPraise / 4;
            x[10] = _mostBlame / 4;
            x[11] = _hasTurn ? Squash(_praiseAfter) : 0;
            x[12] = _hasTurn ? Squash(_blameAfter) : 0;
            x[13] = _hasTurn ? Squash(_praiseBefore) : 0;
            x[14] = _hasTurn ? Squash(_blameBefore) : 0;
            x[15] = Squash(_signPraise);
            x[16] = Squash(_signBlame);
            x[17] = Math.Sign(_last);
            x[18] = Math.Sign(_first);
            x[19] = Squash(2 * _negatedPraise);
            x[20] = Squash(2 * _negatedBlame);
            x[21] = Squash(_negators);
            x[22] = Squash(_boosters);
            x[23] = _praise > 0 && _blame > 0 ? 1 : 0;
            x[OwnBuckets + Bucket(_praise, _blame)] = 1;
            x[ListBuckets + Bucket(_listPraise, _listBlame)] = 1;
            x[LengthBuckets + Math.Min(7, (int)Math.Log2(Math.Max(1, _words)))] = 1;
            float words = Math.Max(1, _words);
            x[52] = Squash(_exclamations);
            x[53] = Squash(_questions);
            x[54] = Squash(_dots);
            x[55] = _links > 0 ? 1 : 0;
            x[56] = _opensWithMention ? 1 : Math.Min(1, _mentions * 0.5f);
            x[57] = Squash(_hashtags);
            x[58] = _capitals / words;
            x[59] = Math.Min(1, _shouts / words * 2) + (_elongated > 0 ? 0.5f : 0);
            x[60] = Math.Min(1, _numbers / words * 4);
            x[61] = _irony > 0 ? 1 : 0;
            x[62] = _pronouns / words;
            x[64] = Squash(_phrasePraise);
            x[65] = Squash(_phraseBlame);
            x[66] = Squash(Math.Max(0, _lastClause));
            x[67] = Squash(Math.Max(0, -_lastClause));
            x[68] = Math.Max(0, _mostPraise - _mostBlame) > 2 ? 1 : 0;
            x[69] = Math.Max(0, _mostBlame - _mostPraise) > 1.5f ? 1 : 0;
            x[70] = _words <= 4 ? Squash(_praise) : 0;
            x[71] = _words <= 4 ? Squash(_blame) : 0;
            x[63] = _endsAsking || _opensAsking ? 1 : 0;
        }

        private void ReadWord(ref Token token, ref WordSense sense, int side)
        {
            _words++;
            _opensAsking |= _words == 1 && sense.Roles.Any(WordRole.Question);
            _endsAsking = false;
            _capitals += (token.Shape & TokenShape.Capitalized) != 0 ? 1 : 0;
            _shouts += (token.Shape & TokenShape.AllCaps) != 0 && token.Length > 2 ? 1 : 0;
            _elongated += (token.Shape & TokenShape.Elongated) != 0 ? 1 : 0;
            _hashtags += token.Kind == TokenKind.Hashtag ? 1 : 0;
            _negators += sense.Roles.Any(WordRole.Negator) ? 1 : 0;
            _boosters += sense.Roles.Any(WordRole.Booster) ? 1 : 0;
            _irony += sense.Roles.Any(WordRole.Irony) ? 1 : 0;
            _pronouns += sense.Roles.Any(WordRole.Pronoun) ? 1 : 0;
            float list = sense.ListValence;
            _listPraise += Math.Max(0, list);
            _listBlame += Math.Max(0, -list);
            float valence = sense.Valence;
            if (valence == 0)
            {
                return;
            }

            if (sense.Span > 1)
            {
                _phrasePraise += Math.Max(0, valence);
                _phraseBlame += Math.Max(0, -valence);
            }

            _lastClause = sense.Clause == _lastClauseNumber ? _lastClause + valence : valence;
            _lastClauseNumber = sense.Clause;
            _first = _first == 0 ? valence : _first;
            _last = valence;
            _praise += Math.Max(0, valence);
            _blame += Math.Max(0, -valence);
            _mostPraise = Math.Max(_mostPraise, valence);
            _mostBlame = Math.Max(_mostBlame, -valence);
            _negatedPraise += sense.IsNegated && sense.RawValence > 0 ? 1 : 0;
            _negatedBlame += sense.IsNegated && sense.RawValence < 0 ? 1 : 0;
            _praiseAfter += side > 0 ? Math.Max(0, valence) : 0;
            _blameAfter += side > 0 ? Math.Max(0, -valence) : 0;
            _praiseBefore += side < 0 ? Math.Max(0, valence) : 0;
            _blameBefore += side < 0 ? Math.Max(0, -valence) : 0;
        }

        private static float Squash(float x) => x / (x + 3);

        private static int Bucket(float praise, float blame)
        {
            if (praise == 0 && blame == 0)
            {
                return 0;
            }

            float net = praise - blame;
            return net switch
            {
                < -6 => 1,
                < -3 => 2,
                < -1 => 3,
                < 0 => 4,
                0 => 5,
                <= 1 => 6,
                <= 3 => 7,
                <= 6 => 8,
                _ => 9,
            };
        }
    }
}
