using System.Runtime.CompilerServices;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>A seed ready to be matched: atoms are small numbers that words were given.</summary>
/// <param name="Cause">Index into the taxonomy's causes.</param>
/// <param name="Parts">The first is the one that a match starts from.</param>
/// <param name="IsNegated">Says itself what is negated; other negations around it do not take it back.</param>
internal sealed record CompiledSeed(int Cause, CompiledPart[] Parts, SeedContext Context, bool IsNegated);

internal sealed record CompiledPart(ushort[] Atoms, bool[] IsNegated, bool IsExcluded);

/// <summary>What the seeds of one taxonomy mean for the words of one language. Built once, then only read.</summary>
internal sealed class CauseLexicon
{
    /// <summary>More meanings of one word than seeds give it; the rest is left out.</summary>
    public const int MaxAtomsPerWord = 24;

    /// <summary>Stands for any word that blames where it stands.</summary>
    public const ushort BlameAtom = 0;

    private const int LeastPrefix = 3;
    private const int LeastTail = 6;
    private const int LeastCompound = 8;
    private const int MaxPhraseWords = 5;

    private readonly Dictionary<(SeedTermKind Kind, string Text), ushort> _atoms = [];
    private readonly List<List<ushort>> _lists = [];
    private readonly WordTable<int> _stems = new(4096);
    private readonly WordTable<int> _exact = new(256);
    private readonly WordTable<int> _prefixes = new(1024);
    private readonly WordTable<int> _tails = new(1024);
    private readonly WordTable<int> _phrases = new(1024);
    private readonly HashSet<ulong> _phraseStarts = [];
    private readonly CompiledSeed[][] _triggered;

    public CauseLexicon(Taxonomy taxonomy, string code)
    {
        Code = code;
        Rules = CauseRules.Of(code);
        Pack = Knowledge.Shared.Pack(code)!;
        _atoms.Add((SeedTermKind.Blame, SeedSyntax.Blame), BlameAtom);
        List<(int Cause, SeedSyntax Seed)> seeds = [];
        for (int i = 0; i < taxonomy.Causes.Count; i++)
        {
            TaxonomyCause cause = taxonomy.Causes[i];
            Collect(cause, i, Taxonomy.AnyLanguage, taxonomy, seeds);
            Collect(cause, i, code, taxonomy, seeds);
        }

        foreach (WordGroup group in taxonomy.Groups.Values)
        {
            if (_atoms.TryGetValue((SeedTermKind.Group, group.Name), out ushort atom))
            {
                AddGroup(group, atom, taxonomy);
            }
        }

        _triggered = Compile(seeds, taxonomy.IsHinting);
    }

    public string Code { get; }

    public CauseRules Rules { get; }

    public LanguagePack Pack { get; }

    public int AtomCount => _atoms.Count;

    /// <summary>Seeds whose match starts at a word with that atom.</summary>
    public CompiledSeed[] SeedsOf(ushort atom) => _triggered[atom];

    /// <summary>Whether a phrase of a group starts with that stem.</summary>
    public bool StartsPhrase(ulong stem) => _phraseStarts.Contains(stem);

    /// <summary>The atoms of the phrase under a chain of stems made with <see cref="WordHash.Combine"/>; empty for none.</summary>
    public List<ushort>? FindPhrase(ulong chain)
    {
        ref int found = ref _phrases.Find(chain);
        return Unsafe.IsNullRef(ref found) ? null : _lists[found];
    }

    /// <summary>What a word can stand for, without repeats.</summary>
    /// <param name="normal">The word as the tokenizer writes it.</param>
    /// <param name="into">Room for <see cref="MaxAtomsPerWord"/>.</param>
    /// <param name="stem">The name of its stem.</param>
    /// <returns>How many atoms were written.</returns>
    public int Atoms(ReadOnlySpan<char> normal, Span<ushort> into, out ulong stem)
    {
        Span<char> buffer = stackalloc char[WordForms.MaxChars];
        int length = Rules.Forms.Fold(normal, buffer);
        ReadOnlySpan<char> folded = buffer[..length];
        if (folded.EndsWith("'s", StringComparison.Ordinal))
        {
            folded = folded[..^2];
        }

        int count = 0;
        stem = Rules.Forms.StemName(folded);
        Add(_exact, WordHash.Of(folded), into, ref count);
        AddPart(folded, stem, into, ref count);
        for (int dash = folded.IndexOf('-'); dash >= 0; dash = folded.IndexOf('-'))
        {
            AddPart(folded[..dash], Rules.Forms.StemName(folded[..dash]), into, ref count);
            folded = folded[(dash + 1)..];
            AddPart(folded, Rules.Forms.StemName(folded), into, ref count);
        }

        return count;
    }

    private void AddPart(ReadOnlySpan<char> folded, ulong stem, Span<ushort> into, ref int count)
    {
        Add(_stems, stem, into, ref count);
        ulong state = WordHash.Start;
        char last = '\0';
        for (int i = 0; i < folded.Length; i++)
        {
            state = Rules.Forms.Extend(state, last, folded[i]);
            last = folded[i];
            if (i + 1 >= LeastPrefix)
            {
                Add(_prefixes, WordHash.Finish(state), into, ref count);
            }
        }

        if (!Rules.Forms.HasCompounds || folded.Length < LeastCompound)
        {
            return;
        }

        int stemLength = Rules.Forms.StemLength(folded);
        for (int start = LeastPrefix; start <= stemLength - LeastTail; start++)
        {
            Add(_tails, Rules.Forms.PlainName(folded[start..stemLength]), into, ref count);
        }
    }

    private void Add(WordTable<int> table, ulong key, Span<ushort> into, ref int count)
    {
        ref int found = ref table.Find(key);
        if (Unsafe.IsNullRef(ref found))
        {
            return;
        }

        foreach (ushort atom in _lists[found])
        {
            if (count < MaxAtomsPerWord && !into[..count].Contains(atom))
            {
                into[count++] = atom;
            }
        }
    }

    private void Collect(TaxonomyCause cause, int index, string language, Taxonomy taxonomy, List<(int Cause, SeedSyntax Seed)> seeds)
    {
        foreach (string text in cause.Seeds.TryGetValue(language, out IReadOnlyList<string>? found) ? found : [])
        {
            SeedSyntax seed = SeedSyntax.Parse(text, language == Taxonomy.AnyLanguage ? null : language, taxonomy.Groups.ContainsKey, out string? problem)
                ?? throw new FormatException($"Cause '{cause.Id}', seed '{text}': {problem}");
            seeds.Add((index, taxonomy.IsHinting ? seed with { Context = SeedContext.None } : seed));
            foreach (SeedTerm term in seed.Parts.SelectMany(part => part.Terms))
            {
                if (_atoms.TryAdd((term.Kind, term.Text), (ushort)_atoms.Count) && term.Kind != SeedTermKind.Group)
                {
                    AddWord(term.Kind, term.Text, _atoms[(term.Kind, term.Text)]);
                }
            }
        }
    }

    private void AddGroup(WordGroup group, ushort atom, Taxonomy taxonomy)
    {
        foreach (string term in Terms(group, Taxonomy.AnyLanguage).Concat(Terms(group, Code)))
        {
            if (WordGroup.NamedIn(term) is { } name)
            {
                AddGroup(taxonomy.Groups[name], atom, taxonomy);
                continue;
            }

            SeedTermKind kind = term[^1] == '*' ? SeedTermKind.Prefix : term[0] == '=' ? SeedTermKind.Exact : SeedTermKind.Word;
            string[] words = [.. SeedSyntax.Words(term.Trim('*', '='))];
            if (words.Length == 1)
            {
                AddWord(kind, words[0], atom);
            }
            else if (words.Length is > 1 and <= MaxPhraseWords)
            {
                AddPhrase(words, atom);
            }
        }
    }

    private static IReadOnlyList<string> Terms(WordGroup group, string language) =>
        group.Terms.TryGetValue(language, out IReadOnlyList<string>? terms) ? terms : [];

    private void AddWord(SeedTermKind kind, string word, ushort atom)
    {
        Span<char> buffer = stackalloc char[WordForms.MaxChars];
        ReadOnlySpan<char> folded = buffer[..Rules.Forms.Fold(word, buffer)];
        switch (kind)
        {
            case SeedTermKind.Exact:
                Give(_exact, WordHash.Of(folded), atom);
                break;
            case SeedTermKind.Prefix:
                Give(_prefixes, Rules.Forms.PlainName(folded), atom);
                GiveTail(folded, atom);
                break;
            default:
                Give(_stems, Rules.Forms.StemName(folded), atom);
                GiveTail(folded, atom);
                break;
        }
    }

    /// <summary>"Verzögerung" also stands at the end of "Lieferverzögerung".</summary>
    private void GiveTail(ReadOnlySpan<char> folded, ushort atom)
    {
        if (Rules.Forms.HasCompounds && Rules.Forms.StemLength(folded) >= LeastTail)
        {
            Give(_tails, Rules.Forms.StemName(folded), atom);
        }
    }

    private void AddPhrase(string[] words, ushort atom)
    {
        ulong chain = 0;
        Span<char> buffer = stackalloc char[WordForms.MaxChars];
        for (int i = 0; i < words.Length; i++)
        {
            ulong stem = Rules.Forms.StemName(buffer[..Rules.Forms.Fold(words[i], buffer)]);
            if (i == 0)
            {
                _phraseStarts.Add(stem);
            }

            chain = i == 0 ? stem : WordHash.Combine(chain, stem);
        }

        Give(_phrases, chain, atom);
    }

    private void Give(WordTable<int> table, ulong key, ushort atom)
    {
        ref int list = ref table.Find(key);
        if (Unsafe.IsNullRef(ref list))
        {
            table.GetOrAdd(key) = _lists.Count;
            _lists.Add([atom]);
        }
        else if (!_lists[list].Contains(atom))
        {
            _lists[list].Add(atom);
        }
    }

    private CompiledSeed[][] Compile(List<(int Cause, SeedSyntax Seed)> seeds, bool ignoresNegation)
    {
        int[] uses = new int[_atoms.Count];
        foreach (SeedTerm term in seeds.SelectMany(s => s.Seed.Parts).SelectMany(part => part.Terms))
        {
            uses[_atoms[(term.Kind, term.Text)]]++;
        }

        List<CompiledSeed>[] triggered = [.. _atoms.Select(_ => new List<CompiledSeed>())];
        foreach ((int cause, SeedSyntax seed) in seeds)
        {
            CompiledPart[] parts =
            [
                .. seed.Parts
                    .Select(part => new CompiledPart([.. part.Terms.Select(t => _atoms[(t.Kind, t.Text)])], [.. part.Terms.Select(t => t.IsNegated)], part.IsExcluded))
                    .OrderBy(part => part.IsExcluded) // what must be there is looked for first, from the rarest word on
                    .ThenBy(part => part.Atoms[0] == BlameAtom)
                    .ThenBy(part => uses[part.Atoms[0]]),
            ];
            triggered[parts[0].Atoms[0]].Add(new CompiledSeed(cause, parts, seed.Context, ignoresNegation || Array.Exists(parts, p => !p.IsExcluded && Array.Exists(p.IsNegated, n => n))));
        }

        return [.. triggered.Select(list => list.ToArray())];
    }
}
