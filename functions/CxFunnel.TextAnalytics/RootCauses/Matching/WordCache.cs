using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

[InlineArray(CauseLexicon.MaxAtomsPerWord)]
internal struct WordAtoms
{
    private ushort _first;
}

/// <summary>What the lexicon and the rules say about a word.</summary>
internal struct CachedWord
{
    public ulong Key;
    public CauseLexicon? Lexicon;
    public ulong Stem;
    public ClauseRole Roles;
    public byte AtomCount;
    public WordAtoms Atoms;

    public readonly ushort Atom(int index) => Atoms[index];
}

/// <summary>Remembers the words seen last: folding and cutting a word costs more than everything else about it.</summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 12;

    private readonly CachedWord[] _words = new CachedWord[Slots];

    public ref readonly CachedWord Find(CauseLexicon lexicon, ReadOnlySpan<char> normal, ulong hash)
    {
        ref CachedWord word = ref _words[(int)(hash >> 40) & (Slots - 1)];
        if (word.Key != hash || !ReferenceEquals(word.Lexicon, lexicon))
        {
            word.Key = hash;
            word.Lexicon = lexicon;
            word.AtomCount = (byte)lexicon.Atoms(normal, word.Atoms, out word.Stem);
            word.Roles = lexicon.Rules.RoleOf(hash);
        }

        return ref word;
    }
}
