using System.Numerics;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>What each token of a text adds to the model's sums, so that any sentence or clause can be summed without asking twice.</summary>
internal sealed class Evidence
{
    private readonly WordCache<WordEvidence> _words = new(bits: 16);
    private readonly float[] _features = new float[SentimentFeatures.DenseCount];
    private TokenEvidence[] _tokens = new TokenEvidence[64];
    private SentimentModel? _model;
    private KindBlend _blend = KindBlend.Unknown;

    /// <summary>Asks the model about every token once.</summary>
    public void Read(SentimentModel model, KindBlend blend, LanguagePack pack, TokenBuffer buffer, Reading reading)
    {
        _model = model;
        _blend = blend;
        if (_tokens.Length < buffer.Count)
        {
            _tokens = new TokenEvidence[Math.Max(buffer.Count, _tokens.Length * 2)];
        }

        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        ulong salt = pack.Salt;
        ulong before = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref Token token = ref tokens[i];
            ref TokenEvidence evidence = ref _tokens[i];
            if (senses[i].IsMuted)
            {
                evidence = default;
                before = 0;
                continue;
            }

            ulong name = SentimentFeatures.PairName(token);
            if (token.IsWord)
            {
                ref readonly WordEvidence word = ref EvidenceOf(model, blend, buffer.NormalOf(token), token.Hash, salt);
                evidence.Words = word.Word;
                evidence.Grams = word.Grams;
                evidence.GramCount = word.GramCount;
                evidence.WordCount = 1;
                if (senses[i].IsNegated)
                {
                    evidence.Words += model.Weigh(SentimentFeatures.Negated(token.Hash, salt), blend);
                    evidence.WordCount = 2;
                }
            }
            else
            {
                evidence = default;
                evidence.Words = model.Weigh(SentimentFeatures.Sign(name), blend);
                evidence.WordCount = 1;
            }

            evidence.Words += model.Weigh(SentimentFeatures.Pair(before, name, salt), blend);
            evidence.WordCount++;
            before = name;
        }
    }

    /// <summary>Evidence for praise and blame in a stretch of the text, calibrated.</summary>
    public Vector2 Sum(TokenBuffer buffer, Reading reading, TokenRange range)
    {
        SentimentModel model = _model ?? throw new InvalidOperationException("Read a text first.");
        Vector2 words = default;
        Vector2 grams = default;
        int wordCount = 0;
        int gramCount = 0;
        foreach (ref readonly TokenEvidence token in _tokens.AsSpan(range.First, range.Count))
        {
            words += token.Words;
            grams += token.Grams;
            wordCount += token.WordCount;
            gramCount += token.GramCount;
        }

        Vector2 sum = (words * (model.Step / MathF.Sqrt(Math.Max(1, wordCount))))
            + (grams * (model.Step * model.GramScale / MathF.Sqrt(Math.Max(1, gramCount))));
        SentimentFeatures.Dense(buffer.Tokens, reading.Senses, range, _features);
        ReadOnlySpan<Vector2> dense = model.DenseOf(_blend);
        for (int i = 0; i < dense.Length; i++)
        {
            sum += _features[i] * dense[i];
        }

        Vector3 calibration = model.Calibration[_blend.Index];
        return (sum * calibration.X) + new Vector2(calibration.Y, calibration.Z) + LukewarmVerdicts.Shift(reading.Senses, range);
    }

    private ref readonly WordEvidence EvidenceOf(SentimentModel model, KindBlend blend, ReadOnlySpan<char> normal, ulong hash, ulong salt)
    {
        ref WordEvidence evidence = ref _words.Find(WordHash.InLanguage(hash, salt) + ((ulong)blend.Index * 0x9E3779B97F4A7C15UL), out bool isKnown);
        if (!isKnown)
        {
            evidence.Word = model.Weigh(SentimentFeatures.Word(hash, salt), blend);
            evidence.Grams = model.WeighGrams(normal, blend, out evidence.GramCount);
        }

        return ref evidence;
    }

    private struct TokenEvidence
    {
        public Vector2 Words;
        public Vector2 Grams;
        public int WordCount;
        public int GramCount;
    }
}

/// <summary>What a word adds by itself and by its runs of letters, in steps of the model.</summary>
internal struct WordEvidence
{
    public Vector2 Word;
    public Vector2 Grams;
    public int GramCount;
}
