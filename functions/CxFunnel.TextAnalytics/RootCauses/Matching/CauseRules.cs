using System.Collections.Frozen;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>What a word does in a clause besides naming things.</summary>
[Flags]
internal enum ClauseRole : byte
{
    None = 0,
    Negator = 1,

    /// <summary>A verb that says little: have, get, make. Negation passes through it.</summary>
    Light = 2,

    /// <summary>A verb of saying or knowing: what is negated is the saying, not what is said.</summary>
    Opaque = 4,

    /// <summary>The trouble is over: solved, fixed.</summary>
    Solved = 8,

    /// <summary>Greeting, thanks, leave-taking.</summary>
    Courtesy = 16,

    /// <summary>Carries nothing in a seed.</summary>
    Article = 32,

    /// <summary>A negator over all time: "never".</summary>
    Never = 64,

    /// <summary>After "never" it turns: "never had such rude service" was rude.</summary>
    Such = 128,
}

/// <summary>How one language bends words and negates: <c>Data/RootCauses/xx.txt</c>.</summary>
internal sealed class CauseRules
{
    private static readonly (string Section, ClauseRole Role)[] Sections =
    [
        ("negators", ClauseRole.Negator), ("light", ClauseRole.Light), ("opaque", ClauseRole.Opaque),
        ("solved", ClauseRole.Solved), ("courtesy", ClauseRole.Courtesy), ("articles", ClauseRole.Article),
        ("never", ClauseRole.Never), ("such", ClauseRole.Such),
    ];

    private static readonly FrozenDictionary<string, Lazy<CauseRules>> Loaded =
        Knowledge.Codes.ToFrozenDictionary(code => code, code => new Lazy<CauseRules>(() => new CauseRules(code)), StringComparer.Ordinal);

    private readonly WordTable<ClauseRole> _roles = new(256);

    private CauseRules(string code)
    {
        RuleFile file = new(code, EmbeddedData.ReadText($"RootCauses/{code}.txt"));
        Code = code;
        Forms = new WordForms(code, file);
        NegatesBackwards = code is "de" or "nl" or "fr";
        foreach ((string section, ClauseRole role) in Sections)
        {
            foreach (string term in file.Terms(section))
            {
                _roles.GetOrAdd(WordHash.Of(term)) |= role;
            }
        }
    }

    public string Code { get; }

    public WordForms Forms { get; }

    /// <summary>"Kam nicht an", "marche pas": a negator also reaches what stands before it.</summary>
    public bool NegatesBackwards { get; }

    public static CauseRules Of(string code) => Loaded[code].Value;

    public ClauseRole RoleOf(ulong word)
    {
        ref ClauseRole found = ref _roles.Find(word);
        return System.Runtime.CompilerServices.Unsafe.IsNullRef(ref found) ? ClauseRole.None : found;
    }
}

internal static class ClauseRoles
{
    public static bool Any(this ClauseRole roles, ClauseRole wanted) => (roles & wanted) != 0;
}
