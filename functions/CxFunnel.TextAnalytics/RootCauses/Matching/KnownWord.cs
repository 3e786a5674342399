using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

[InlineArray(CauseLexicon.MaxAtomsPerWord)]
internal struct WordAtoms
{
    private ushort _first;
}

/// <summary>What the lexicon and the rules say about a word.</summary>
internal struct KnownWord
{
    public ulong Stem;
    public ClauseRole Roles;
    public byte AtomCount;
    public WordAtoms Atoms;

    public readonly ushort Atom(int index) => Atoms[index];
}
