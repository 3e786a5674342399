using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// The 64-bit names that tables and models know words by. Stable across runs, machines and versions of the runtime: the trained
/// weights are addressed with it, so a change here asks for a new model.
/// </summary>
/// <remarks>A state is extended character by character (FNV-1a's recurrence over UTF-16 units) and finished by the mixer of
/// MurmurHash3, so every prefix of a word has a name of its own for one more multiplication.</remarks>
internal static class WordHash
{
    /// <summary>The state before the first character.</summary>
    public const ulong Start = 14695981039346656037UL;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extend(ulong state, char c) => (state ^ c) * 1099511628211UL;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Finish(ulong state)
    {
        state ^= state >> 33;
        state *= 0xff51afd7ed558ccdUL;
        state ^= state >> 33;
        state *= 0xc4ceb9fe1a85ec53UL;
        return state ^ (state >> 33);
    }

    /// <summary>The name of a pair in this order; also used to tell the same word apart in two roles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong first, ulong second) => Finish((first * 0x9E3779B97F4A7C15UL) ^ second);

    /// <summary>What a word of a language is remembered under.</summary>
    /// <param name="salt">The name of the language's code, which a word may bear as well: "es" in Spanish and "de" in German must not meet, as they would in a difference of the two.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong InLanguage(ulong hash, ulong salt) => hash + (salt * 3);

    /// <summary>The name of a word that is already lower case, as the tokenizer writes it.</summary>
    public static ulong Of(ReadOnlySpan<char> word)
    {
        ulong state = Start;
        foreach (char c in word)
        {
            state = Extend(state, c);
        }

        return Finish(state);
    }
}
