using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

internal enum SeedTermKind
{
    /// <summary>Any form of a word.</summary>
    Word,

    /// <summary>"late=": this form alone.</summary>
    Exact,

    /// <summary>"liefer*": every word that starts so.</summary>
    Prefix,

    /// <summary>"{delivery}": a word group.</summary>
    Group,

    /// <summary>"{bad}": any word that blames where it stands.</summary>
    Blame,
}

/// <summary>What must be around a seed for it to be a complaint.</summary>
internal enum SeedContext
{
    /// <summary>No praise: bad by itself.</summary>
    Any,

    /// <summary>Its clause or sentence complains.</summary>
    Blame,

    /// <summary>Faults were asked for.</summary>
    Asked,

    /// <summary>Not even that it stands in no praise: nobody says it of something good.</summary>
    None,
}

/// <param name="IsNegated">Must stand under a negation.</param>
internal readonly record struct SeedTerm(SeedTermKind Kind, string Text, bool IsNegated);

/// <param name="Terms">In this order, with at most a few words in between.</param>
/// <param name="IsExcluded">The seed does not hold where this is near.</param>
internal sealed record SeedPart(IReadOnlyList<SeedTerm> Terms, bool IsExcluded);

/// <summary>
/// One seed, read: "late delivery" (in this order), "{delivery} + {late}" (near each other in any order), "{charge} - {battery}" (the
/// second not near), "not work" (under a negation), "{dirty} ?" (only where the clause or its sentence complains), "{price} ??" (only as the
/// answer to a question that asks for faults, or as a short answer beside a low score), "{staff} + {rude} !" (even in a clause that sounds like praise).
/// </summary>
internal sealed record SeedSyntax(IReadOnlyList<SeedPart> Parts, SeedContext Context)
{
    public const int MaxChars = 240;
    public const int MaxTerms = 20;
    public const string Blame = "bad";
    public const string Not = "not";

    // Thousands of seeds are read one after the other; a buffer each would be most of the work.
    [ThreadStatic]
    private static TokenBuffer? _scratch;

    /// <param name="seed">As written.</param>
    /// <param name="language">Null for seeds that hold in every language: groups alone.</param>
    /// <param name="hasGroup">Whether there is a word group of that name.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static SeedSyntax? Parse(string seed, string? language, Func<string, bool> hasGroup, out string? problem)
    {
        if (seed.Length > MaxChars)
        {
            problem = $"A seed of {seed.Length} characters; at most {MaxChars} are allowed.";
            return null;
        }

        Builder builder = new(language is null ? null : CauseRules.Of(language), language is null ? null : Knowledge.Shared.Pack(language));
        foreach (string word in seed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            problem = builder.Add(word, hasGroup);
            if (problem is not null)
            {
                return null;
            }
        }

        return builder.Build(out problem);
    }

    /// <summary>A word as the tokenizer sees it: "d'attente" is two, the first an elision.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        TokenBuffer buffer = _scratch ??= new TokenBuffer();
        Knowledge.Shared.Rules.Tokenizer.Tokenize(text, buffer);
        List<string> words = [];
        foreach (ref readonly Token token in buffer.Tokens)
        {
            if (token.IsWord)
            {
                words.Add(buffer.NormalOf(token).ToString());
            }
        }

        return words;
    }

    private sealed class Builder(CauseRules? rules, LanguagePack? pack)
    {
        private readonly List<SeedPart> _parts = [];
        private readonly List<SeedTerm> _terms = [];
        private bool _isExcluded;
        private bool _negatesNext;
        private SeedContext _context;
        private int _count;
        private bool _namesSomething;

        public string? Add(string word, Func<string, bool> hasGroup)
        {
            if (_context != SeedContext.Any)
            {
                return "Something follows the '?' or '!'; it ends a seed.";
            }

            switch (word)
            {
                case "+" or "-":
                    string? problem = Close();
                    _isExcluded = word == "-";
                    return problem;
                case "?" or "??":
                    _context = word == "?" ? SeedContext.Blame : SeedContext.Asked;
                    return null;
                case "!":
                    _context = SeedContext.None;
                    return null;
                case ['{', .., '}']:
                    return AddGroup(word[1..^1], hasGroup);
            }

            if (word.AsSpan().ContainsAny("{}?!"))
            {
                return $"'{word}' is neither a word nor a {{group}}.";
            }

            if (rules is null)
            {
                return $"'{word}' is a word: under \"{Taxonomy.AnyLanguage}\" only {{groups}} are allowed.";
            }

            SeedTermKind kind = word[^1] == '*' ? SeedTermKind.Prefix : word[0] == '=' ? SeedTermKind.Exact : SeedTermKind.Word;
            string[] found = [.. Words(word.Trim('*', '='))];
            if (kind != SeedTermKind.Word && found.Length != 1)
            {
                return $"'{word}' is not one word.";
            }

            foreach (string part in found)
            {
                AddWord(kind, part);
            }

            return null;
        }

        public SeedSyntax? Build(out string? problem)
        {
            problem = Close();
            if (problem is null && _parts.TrueForAll(part => part.IsExcluded || part.Terms.All(term => term.Kind == SeedTermKind.Blame)))
            {
                problem = "A seed needs at least one word or {group} that must be there.";
            }

            if (problem is null && !_namesSomething)
            {
                problem = "A seed needs at least one word that is more than grammar.";
            }

            if (problem is null && _count > MaxTerms)
            {
                problem = $"A seed of {_count} words and groups; at most {MaxTerms} are allowed.";
            }

            return problem is null ? new SeedSyntax(_parts, _context) : null;
        }

        private string? AddGroup(string name, Func<string, bool> hasGroup)
        {
            if (name == Not)
            {
                _negatesNext = true;
                return null;
            }

            if (name != Blame && !hasGroup(name))
            {
                return $"There is no word group '{name}'.";
            }

            _namesSomething |= name != Blame;
            Add(new SeedTerm(name == Blame ? SeedTermKind.Blame : SeedTermKind.Group, name, IsNegated: false));
            return null;
        }

        private void AddWord(SeedTermKind kind, string word)
        {
            ulong hash = WordHash.Of(word);
            if (rules!.RoleOf(hash).Any(ClauseRole.Negator))
            {
                _negatesNext = true;
                return;
            }

            // "de l'attente" and "attente" are one to the matcher: articles carry nothing.
            WordRole roles = pack!.Find(word, hash, elongated: false).Roles;
            if (!rules.RoleOf(hash).Any(ClauseRole.Article) || kind != SeedTermKind.Word)
            {
                _namesSomething |= kind != SeedTermKind.Word || !roles.Any(WordRole.Article | WordRole.Pronoun | WordRole.Preposition | WordRole.Conjunction);
                Add(new SeedTerm(kind, word, IsNegated: false));
            }
        }

        private void Add(SeedTerm term)
        {
            _terms.Add(term with { IsNegated = _negatesNext });
            _negatesNext = false;
            _count++;
        }

        private string? Close()
        {
            if (_negatesNext && _terms.Count > 0)
            {
                _terms[^1] = _terms[^1] with { IsNegated = true }; // "funktioniert nicht"
                _negatesNext = false;
            }

            if (_terms.Count == 0 && _negatesNext && !_isExcluded && _parts.Count > 0 && !_parts[^1].IsExcluded)
            {
                // "{account} + not": what was named before is what is negated.
                SeedPart before = _parts[^1];
                _parts[^1] = before with { Terms = [.. before.Terms.SkipLast(1), before.Terms[^1] with { IsNegated = true }] };
                _negatesNext = false;
                return null;
            }

            if (_terms.Count == 0)
            {
                return "Nothing is left of a part of the seed: it holds no word, or only articles and negations.";
            }

            _parts.Add(new SeedPart([.. _terms], _isExcluded));
            _terms.Clear();
            return null;
        }
    }
}
