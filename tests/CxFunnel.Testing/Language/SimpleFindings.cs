using System.Text.RegularExpressions;

namespace CxFunnel.Testing.Language;

internal readonly record struct SimpleOpinion(int TargetAt, int TargetLength, int AssessmentAt, int AssessmentLength, string Sentiment);

/// <summary>What the local language service finds in a text: a few words, so that tests can tell in advance.</summary>
internal static partial class SimpleFindings
{
    private static readonly string[] Praise = ["good", "great", "lovely", "friendly", "gut", "bon", "bien"];
    private static readonly string[] Blame = ["bad", "slow", "rude", "late", "schlecht", "mauvais", "lent"];

    private static readonly (string Name, string Code, string[] Words)[] Languages =
    [
        ("English", "en", ["the", "was", "and", "is"]),
        ("French", "fr", ["le", "la", "et", "est"]),
        ("German", "de", ["der", "die", "und", "war"]),
    ];

    /// <summary>Up to and with a full stop, question or exclamation mark and the blanks behind it.</summary>
    public static IEnumerable<Range> Sentences(string text) => Sentence().Matches(text).Select(m => m.Index..(m.Index + m.Length));

    public static (int Praise, int Blame) Tone(string text)
    {
        string[] words = [.. Word().Matches(text).Select(m => m.Value.ToLowerInvariant())];
        return (words.Count(Praise.Contains), words.Count(Blame.Contains));
    }

    /// <summary>"(the) thing was good".</summary>
    public static IEnumerable<SimpleOpinion> Opinions(string text, int offset, int length)
    {
        foreach (Match match in Judgement().Matches(text))
        {
            if (match.Index < offset || match.Index + match.Length > offset + length)
            {
                continue;
            }

            (int praise, int blame) = Tone(match.Groups["assessment"].Value);
            if (praise != blame)
            {
                Group target = match.Groups["target"];
                Group assessment = match.Groups["assessment"];
                yield return new SimpleOpinion(target.Index, target.Length, assessment.Index, assessment.Length, praise > blame ? "positive" : "negative");
            }
        }
    }

    /// <summary>What stands behind "the".</summary>
    public static IEnumerable<string> KeyPhrases(string text) => Named().Matches(text).Select(m => m.Groups["thing"].Value).Distinct(StringComparer.OrdinalIgnoreCase);

    public static (string Name, string Code, double Confidence) Language(string text)
    {
        string[] words = [.. Word().Matches(text).Select(m => m.Value.ToLowerInvariant())];
        (string name, string code, int hits) = Languages.Select(l => (l.Name, l.Code, Hits: words.Count(l.Words.Contains))).MaxBy(l => l.Hits);
        return hits == 0 ? ("(Unknown)", "(Unknown)", 0) : (name, code, 0.95);
    }

    /// <summary>Mail addresses, international phone numbers, and "Ms Name" and "Mr Name".</summary>
    public static IEnumerable<(string Category, int Offset, int Length)> PersonalData(string text) =>
        Mail().Matches(text).Select(m => ("Email", m.Index, m.Length))
            .Concat(Phone().Matches(text).Select(m => ("PhoneNumber", m.Index, m.Length)))
            .Concat(Titled().Matches(text).Select(m => ("Person", m.Groups["name"].Index, m.Groups["name"].Length)))
            .OrderBy(f => f.Item2);

    [GeneratedRegex(@"[^.!?]+[.!?]*\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<target>\p{L}+) (was|is) (?<assessment>\p{L}+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Judgement();

    [GeneratedRegex(@"\bthe (?<thing>\p{L}+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"[\w.]+@[\w.]+\.\w+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(@"\+\d[\d ]{7,14}\d", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\bM(r|s)\.? (?<name>\p{Lu}\p{L}+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Titled();
}
