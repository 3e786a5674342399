using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Language;

/// <summary>Which language a text is in, and how sure that is.</summary>
internal sealed class LanguageIdentifier(LanguageModel model)
{
    /// <summary>Below this probability the answer is "unknown".</summary>
    public const double LeastConfidence = 0.40;

    /// <summary>
    /// How much likelier, in log-odds, a scored language is beforehand: feedback comes in the languages that a business speaks. Worth
    /// a word or so; a sentence in another language overrules it.
    /// </summary>
    private const float ScoredLead = 1.2f;

    private readonly float[] _lead = Array.ConvertAll(model.Codes, code => Array.IndexOf(Knowledge.Codes, code) >= 0 ? ScoredLead : 0);

    /// <summary>More words than these do not change the answer, only the cost.</summary>
    private const int MaxWords = 64;

    public LanguageModel Model { get; } = model;

    public DetectedLanguage Identify(TokenBuffer tokens, LanguageCache cache)
    {
        Span<float> sums = stackalloc float[LanguageModel.Lanes];
        int words = SumEvidence(tokens, cache, sums);
        if (words == 0)
        {
            return new DetectedLanguage(DetectedLanguage.Unknown, 0);
        }

        int best = 0;
        int known = Model.Codes.Length;
        for (int i = 0; i < known; i++)
        {
            sums[i] = (sums[i] * Model.Scale) + Model.Bias[i] + _lead[i];
            best = sums[i] > sums[best] ? i : best;
        }

        double total = 0;
        for (int i = 0; i < known; i++)
        {
            // What is e^-20 as likely changes no printed digit.
            total += sums[i] - sums[best] > -20 ? Math.Exp(sums[i] - sums[best]) : 0;
        }

        double confidence = 1 / total;
        return confidence < LeastConfidence
            ? new DetectedLanguage(DetectedLanguage.Unknown, confidence)
            : new DetectedLanguage(Model.Codes[best], confidence);
    }

    private int SumEvidence(TokenBuffer tokens, LanguageCache cache, Span<float> sums)
    {
        int words = 0;
        Vector256<int> first = default;
        Vector256<int> second = default;
        Vector256<int> third = default;
        Vector256<int> fourth = default;
        foreach (ref readonly Token token in tokens.Tokens)
        {
            if (token.Kind != TokenKind.Word || token.NormalLength == 0)
            {
                continue;
            }

            ref short evidence = ref MemoryMarshal.GetReference(cache.Evidence(Model, tokens.NormalOf(token), token.Hash));
            (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref evidence));
            first += lower;
            second += upper;
            (lower, upper) = Vector256.Widen(Vector256.LoadUnsafe(ref evidence, (nuint)Vector256<short>.Count));
            third += lower;
            fourth += upper;
            if (++words == MaxWords)
            {
                break;
            }
        }

        Vector256.ConvertToSingle(first).CopyTo(sums);
        Vector256.ConvertToSingle(second).CopyTo(sums[8..]);
        Vector256.ConvertToSingle(third).CopyTo(sums[16..]);
        Vector256.ConvertToSingle(fourth).CopyTo(sums[24..]);
        return words;
    }
}

/// <summary>Remembers the evidence of the last words seen.</summary>
internal sealed class LanguageCache
{
    private readonly WordCache<Lanes> _words = new(bits: 15);

    /// <summary>The evidence of one word, one number a lane.</summary>
    public ReadOnlySpan<short> Evidence(LanguageModel model, ReadOnlySpan<char> normal, ulong hash)
    {
        Span<short> evidence = _words.Find(hash, out bool isKnown);
        if (!isKnown)
        {
            model.Weigh(normal, hash, evidence);
        }

        return evidence;
    }

    [InlineArray(LanguageModel.Lanes)]
    private struct Lanes
    {
        private short _first;
    }
}
