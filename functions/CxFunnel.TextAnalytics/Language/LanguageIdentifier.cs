using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        Span<int> totals = stackalloc int[LanguageModel.Lanes];
        totals.Clear();
        foreach (ref readonly Token token in tokens.Tokens)
        {
            if (token.Kind != TokenKind.Word || token.NormalLength == 0)
            {
                continue;
            }

            ReadOnlySpan<short> evidence = cache.Evidence(Model, tokens.NormalOf(token), token.Hash);
            for (int i = 0; i < totals.Length; i += Vector<short>.Count)
            {
                Vector.Widen(Vector.LoadUnsafe(in MemoryMarshal.GetReference(evidence), (nuint)i), out Vector<int> low, out Vector<int> high);
                Span<int> at = totals[i..];
                (new Vector<int>(at) + low).CopyTo(at);
                at = at[Vector<int>.Count..];
                (new Vector<int>(at) + high).CopyTo(at);
            }

            if (++words == MaxWords)
            {
                break;
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = totals[i];
        }

        return words;
    }
}

/// <summary>Remembers the evidence of the last words seen. A pure function of the word is cached, so answers do not depend on it.</summary>
internal sealed class LanguageCache
{
    private const int Slots = 1 << 14;

    private readonly ulong[] _words = new ulong[Slots];
    private readonly short[] _evidence = new short[Slots * LanguageModel.Lanes];

    public ReadOnlySpan<short> Evidence(LanguageModel model, ReadOnlySpan<char> normal, ulong hash)
    {
        int slot = (int)(hash >> 40) & (Slots - 1);
        Span<short> row = MemoryMarshal.CreateSpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_evidence), slot * LanguageModel.Lanes), LanguageModel.Lanes);
        if (_words[slot] != hash)
        {
            row.Clear();
            model.Add(normal, hash, row);
            _words[slot] = hash;
        }

        return row;
    }
}
