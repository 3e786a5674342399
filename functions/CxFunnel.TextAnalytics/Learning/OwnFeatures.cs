using System.Numerics;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Learning;

/// <summary>A corrected text as numbers: what the shipped weights make of it, and its features.</summary>
/// <param name="Shipped">The shipped evidence for praise and blame, with what question and scores say beforehand.</param>
/// <param name="HoldsBoth">Whether the rules find praise and blame in it; then the answer is mixed unless the model is sure of one side.</param>
/// <param name="SureOfOne">How sure is sure, for this text.</param>
/// <param name="Fold">Which part of the corrections it belongs to when they are told apart; the same for the same text.</param>
internal sealed record OwnRow(Vector2 Shipped, int[] Words, int[] Grams, float[] Dense, bool HoldsBoth, double SureOfOne, SentimentLabel Label, int Fold);

/// <summary>The names of what own weights can know: words, negated words, neighbours, signs, and runs of letters.</summary>
internal static class OwnFeatures
{
    public static (int[] Words, int[] Grams) Buckets(TokenBuffer buffer, Reading reading, ulong salt)
    {
        List<int> words = [];
        List<int> grams = [];
        Reader features = new(buffer, reading, new TokenRange(0, buffer.Count), salt);
        while (features.Next(out ulong name, out bool isGram))
        {
            (isGram ? grams : words).Add(OwnWeights.Bucket(name));
        }

        return ([.. words], [.. grams]);
    }

    /// <summary>Walks over the features of a stretch of text without any garbage.</summary>
    public ref struct Reader(TokenBuffer buffer, Reading reading, TokenRange range, ulong salt)
    {
        private readonly TokenBuffer _buffer = buffer;
        private readonly Span<Token> _tokens = buffer.Tokens;
        private readonly Span<WordSense> _senses = reading.Senses;
        private SentimentFeatures.Grams _grams = new(default);
        private int _next = range.First;
        private int _pending;
        private ulong _before;
        private ulong _name;
        private bool _inGrams;

        public bool Next(out ulong name, out bool isGram)
        {
            while (true)
            {
                if (_inGrams)
                {
                    if (_grams.Next(out name))
                    {
                        isGram = true;
                        return true;
                    }

                    _inGrams = false;
                    _next++;
                    _pending = 0;
                }

                isGram = false;
                if (_next >= range.End)
                {
                    name = 0;
                    return false;
                }

                ref Token token = ref _tokens[_next];
                switch (_pending++)
                {
                    case 0:
                        _name = SentimentFeatures.PairName(token);
                        name = token.IsWord ? SentimentFeatures.Word(token.Hash, salt) : SentimentFeatures.Sign(_name);
                        return true;
                    case 1:
                        name = SentimentFeatures.Pair(_before, _name, salt);
                        _before = _name;
                        return true;
                    case 2 when token.IsWord && _senses[_next].IsNegated:
                        name = SentimentFeatures.Negated(token.Hash, salt);
                        return true;
                    default:
                        if (token.IsWord)
                        {
                            _grams = new SentimentFeatures.Grams(_buffer.NormalOf(token));
                            _inGrams = true;
                        }
                        else
                        {
                            _next++;
                            _pending = 0;
                        }

                        break;
                }
            }
        }
    }
}
