using System.Collections.Frozen;
using CxFunnel.TextAnalytics.RootCauses.Matching;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// The root causes that are known beforehand, with the words that give them away. What a text says about them is a pure function of
/// the text and the version.
/// </summary>
public sealed class Taxonomy
{
    /// <summary>The key of seeds and words that hold in every language.</summary>
    public const string AnyLanguage = "any";

    private const string ShippedFile = "RootCauses/taxonomy.json";

    private static readonly Lazy<Taxonomy> ShippedOnce = new(ReadShipped);

    private readonly FrozenDictionary<string, Lazy<CauseLexicon>> _lexicons;
    private readonly Lazy<StatedCauses> _stated;

    private readonly Lazy<Taxonomy> _hinting;
    private readonly FrozenDictionary<string, TaxonomyFamily> _familyOf;

    internal Taxonomy(string version, IReadOnlyList<TaxonomyCause> causes, IReadOnlyDictionary<string, WordGroup> groups, IReadOnlyList<TaxonomyFamily> families)
    {
        Version = version;
        Causes = causes;
        Groups = groups;
        Families = families;
        _familyOf = families.SelectMany(family => family.Causes.Select(cause => (cause, family))).ToFrozenDictionary(p => p.cause, p => p.family, StringComparer.Ordinal);
        _hinting = new(() => new Taxonomy(Version, [.. Causes.Where(cause => cause.Hints.Count > 0).Select(cause => cause with { Seeds = cause.Hints, YieldsTo = [] })], Groups, []) { IsHinting = true });
        _lexicons = Languages.ToFrozenDictionary(code => code, code => new Lazy<CauseLexicon>(() => new CauseLexicon(this, code)), StringComparer.Ordinal);
        _stated = new(() => new StatedCauses(Causes));
    }

    /// <summary>The ten components of customer experience that causes are sorted under.</summary>
    public static IReadOnlyList<string> Components { get; } =
        ["advertising", "content", "digital", "physical", "communication", "staff", "product", "service", "friction", "reputation"];

    /// <summary>Languages that seeds can be written in.</summary>
    public static IReadOnlyList<string> Languages => Knowledge.Codes;

    /// <summary>The taxonomy that comes with CxFunnel.</summary>
    public static Taxonomy Shipped => ShippedOnce.Value;

    /// <summary>The shipped taxonomy as UTF-8 JSON, in the format that <see cref="Read"/> takes: a starting point for one's own.</summary>
    public static byte[] ShippedDocument() => EmbeddedData.ReadBytes(ShippedFile);

    /// <summary>For example <c>cx/1.0</c>; one that extends another names both: <c>cx/1.0+acme.3</c>.</summary>
    public string Version { get; }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<TaxonomyCause> Causes { get; }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<TaxonomyFamily> Families { get; }

    internal IReadOnlyDictionary<string, WordGroup> Groups { get; }

    /// <summary>The causes that have hints, with them in the place of their seeds.</summary>
    internal Taxonomy Hinting => _hinting.Value;

    /// <summary>Its seeds are hints: they say what a complaint is about, whether there is too much or none of it.</summary>
    internal bool IsHinting { get; private init; }

    /// <summary>Reads a taxonomy in JSON and checks it; the format is described in <c>docs/root-causes.md</c>.</summary>
    /// <param name="json">UTF-8, at most 2 MB.</param>
    /// <param name="extends">What a document with <c>"extends": true</c> builds on; one without stands alone.</param>
    /// <param name="errors">What is wrong, at most 100; empty when all is well.</param>
    /// <returns>The taxonomy, or null when there are errors. Never throws for what the document holds.</returns>
    public static Taxonomy? Read(ReadOnlySpan<byte> json, Taxonomy? extends, out IReadOnlyList<TaxonomyError> errors)
    {
        TaxonomyDocument document = new(extends);
        Taxonomy? taxonomy = document.Read(json);
        errors = document.Errors;
        return taxonomy;
    }

    /// <summary>The cause that a respondent picked or typed in a survey ("Waiting time", "late-delivery", "Wartezeit"): its id, or null.</summary>
    public string? FindStated(string pick)
    {
        ArgumentNullException.ThrowIfNull(pick);
        return _stated.Value.Find(pick);
    }

    /// <summary>What the cause is called in that language, else in English; null for an id that is not in this taxonomy.</summary>
    public string? FindLabel(string rootCauseId, string language) => _stated.Value.Cause(rootCauseId)?.LabelIn(language);

    /// <summary>The family of a cause, or null.</summary>
    public TaxonomyFamily? FamilyOf(string rootCauseId) => _familyOf.GetValueOrDefault(rootCauseId);

    internal CauseLexicon? Lexicon(string language) => _lexicons.GetValueOrDefault(language)?.Value;

    private static Taxonomy ReadShipped() =>
        Read(ShippedDocument(), extends: null, out IReadOnlyList<TaxonomyError> errors)
        ?? throw new InvalidOperationException($"The shipped taxonomy is broken at '{errors[0].Pointer}': {errors[0].Message}");
}

/// <summary>Words and phrases of one meaning, by language; seeds name it as <c>{name}</c>, and so do groups that take it in.</summary>
internal sealed record WordGroup(string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Terms)
{
    /// <summary>The group that a term takes in whole: "luggage" for "{luggage}"; null for words.</summary>
    public static string? NamedIn(string term) => term is ['{', .. { Length: > 0 } name, '}'] ? name : null;
}
