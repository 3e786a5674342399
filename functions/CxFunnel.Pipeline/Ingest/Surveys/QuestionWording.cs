using System.Buffers;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Guesses what a question asks from how it is worded in en, fr, it, es, de, pt and nl. A guess, for programs without a mapping:
/// a mapping always wins.
/// </summary>
internal static class QuestionWording
{
    // Stems, so that one entry covers the forms of a word in its language.
    private static readonly SearchValues<string> Nps = SearchValues.Create(
        ["recommend", "recommand", "conseiller", "empfehl", "recomend", "raccomand", "consigli", "aanbevel", "aanbeveel", "aanraden", "net promoter"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Ces = SearchValues.Create(
        [
            "effort", "how easy", "easy to", "easy for", "made it easy", "ease of", "how difficult",
            "facile", "facilité", "facilement", "difficile",
            "leicht", "einfach", "aufwand", "mühe",
            "fácil", "facil ", "esfuerzo", "sencillo", "difícil",
            "sforzo", "semplice",
            "esforço", "facilidade",
            "makkelijk", "moeite", "inspanning", "eenvoudig",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Csat = SearchValues.Create(
        ["satisf", "satisfe", "soddisf", "zufrieden", "tevreden", "how happy", "content de", "contento", "contente", "pleased"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Cause = SearchValues.Create(
        [
            "reason", "root cause", "what went wrong", "main problem", "main issue",
            "raison", "motif", "pour quel", "principal problème",
            "grund", "gründe", "ursache", "woran lag",
            "motivo", "razón", "razon", "causa principal", "ragione", "razão",
            DutchReason, "redenen", "oorzaak",
        ],
        StringComparison.OrdinalIgnoreCase);

    // No "comment", which is French for "how"; no "grund" and "reason" alone, which are parts of "grundsätzlich" and "reasonable".
    private static readonly SearchValues<string> Words = SearchValues.Create(
        [
            "why", "the reason", "main reason", "reason for", "reasons", "tell us", "your own words", "improve", "do better", "feedback", "any comments", "other comments", "additional comments",
            "pourquoi", "raison", "améliorer", "dites-nous", "commentaire",
            "warum", "wieso", "weshalb", "hauptgrund", " grund ", " grund?", "gründe", "verbessern", "besser machen", "anmerkung",
            "por qué", "porqué", "motivo", "la razón", "mejorar",
            "perché", "perche'", "ragione", "migliorare",
            "por quê", "por que", "razão", "melhorar",
            "waarom", DutchReason, "redenen", "verbeteren", "opmerking",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>With the blank before it, or every question about "tevreden" would ask why.</summary>
    private const string DutchReason = " reden";

    /// <summary>Nps, Csat or Ces from a short reference such as <c>csat_delivery</c>, then from the wording; Unknown when neither tells.</summary>
    public static QuestionKind Guess(string reference, string? title)
    {
        QuestionKind kind = FromReference(reference);
        return kind != QuestionKind.Unknown || title is null ? kind : FromTitle(title);
    }

    /// <summary>Whether a list to pick from asks why.</summary>
    public static bool AsksForCause(string reference, string? title) =>
        reference.Contains("cause", StringComparison.OrdinalIgnoreCase)
        || reference.AsSpan().ContainsAny(Cause)
        || (title is not null && (title.AsSpan().ContainsAny(Cause) || StartsWithReason(title)));

    /// <summary>Whether a question asks for the customer's own words: why, and what could be better.</summary>
    public static bool AsksForWords(string title) => title.AsSpan().ContainsAny(Words) || StartsWithReason(title);

    private static bool StartsWithReason(string title) => title.AsSpan().TrimStart().StartsWith(DutchReason.AsSpan(1), StringComparison.OrdinalIgnoreCase);

    /// <summary>What comes behind the score's name in a reference, such as <c>delivery</c> of <c>csat_delivery</c>; null for none.</summary>
    public static string? TouchpointOf(string reference)
    {
        int at = reference.IndexOfAny(['_', '-', '.']);
        if (at is < 3 or > 4 || Named(reference.AsSpan(0, at)) == QuestionKind.Unknown || at + 1 >= reference.Length)
        {
            return null;
        }

        string rest = reference[(at + 1)..].ToLowerInvariant();
        return rest.Length is >= 3 and <= 30 && rest.All(c => char.IsAsciiLetterLower(c) || c is '_' or '-') && !GenericWords.Contains(rest) ? rest : null;
    }

    private static readonly System.Collections.Frozen.FrozenSet<string> GenericWords = System.Collections.Frozen.FrozenSet.ToFrozenSet(
        ["score", "rating", "recommend", "question", "effort", "satisfaction", "overall", "main", "scale", "value", "reason", "easy", "general"],
        StringComparer.Ordinal);

    /// <summary>Words are runs of letters, parted at a capital too: <c>q7_deliverySat</c> holds q, delivery and Sat.</summary>
    private static QuestionKind FromReference(ReadOnlySpan<char> reference)
    {
        while (!reference.IsEmpty)
        {
            int start = reference.IndexOfAnyInRange('A', 'z');
            if (start < 0)
            {
                break;
            }

            reference = reference[start..];
            int length = 0;
            while (length < reference.Length && char.IsAsciiLetter(reference[length]) && !(length > 0 && char.IsAsciiLetterUpper(reference[length]) && char.IsAsciiLetterLower(reference[length - 1])))
            {
                length++;
            }

            if (length >= 3 && Named(reference[..length]) is var kind and not QuestionKind.Unknown)
            {
                return kind;
            }

            reference = reference[Math.Max(length, 1)..];
        }

        return QuestionKind.Unknown;
    }

    private static QuestionKind Named(ReadOnlySpan<char> word) => word switch
    {
        _ when word.Equals("nps", StringComparison.OrdinalIgnoreCase) => QuestionKind.Nps,
        _ when word.Equals("csat", StringComparison.OrdinalIgnoreCase) => QuestionKind.Csat,
        _ when word.Equals("ces", StringComparison.OrdinalIgnoreCase) => QuestionKind.Ces,
        _ when word.StartsWith("satisf", StringComparison.OrdinalIgnoreCase) => QuestionKind.Csat,
        _ when word.Equals("sat", StringComparison.OrdinalIgnoreCase) => QuestionKind.Csat,
        _ when word.StartsWith("recommend", StringComparison.OrdinalIgnoreCase) => QuestionKind.Nps,
        _ when word.Equals("likely", StringComparison.OrdinalIgnoreCase) => QuestionKind.Nps,
        _ when word.Equals("effort", StringComparison.OrdinalIgnoreCase) => QuestionKind.Ces,
        _ when word.Equals("easy", StringComparison.OrdinalIgnoreCase) => QuestionKind.Ces,
        _ => QuestionKind.Unknown,
    };

    private static QuestionKind FromTitle(ReadOnlySpan<char> title) =>
        title.ContainsAny(Nps) ? QuestionKind.Nps
        : title.ContainsAny(Csat) ? QuestionKind.Csat
        : title.ContainsAny(Ces) ? QuestionKind.Ces
        // A title of one or two words is a name ("NPS", "CSAT score"); in a sentence "ces" is French for "these".
        : title.Count(' ') <= 1 ? FromReference(title)
        : QuestionKind.Unknown;
}
