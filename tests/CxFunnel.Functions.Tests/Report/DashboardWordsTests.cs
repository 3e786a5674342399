using System.Text.Json;
using System.Text.RegularExpressions;
using CxFunnel.Functions.Report;

namespace CxFunnel.Functions.Tests.Report;

/// <summary>The page's dictionary: complete in each language, and no word that nothing shows.</summary>
public sealed partial class DashboardWordsTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Words =
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(EmbeddedDocument.ReadText("Dashboard/words.json"))!;

    [Fact]
    public void Words_AreThereInSevenLanguages() => Assert.Equal(["de", "en", "es", "fr", "it", "nl", "pt"], Words.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Words_OfEachLanguage_SayTheSameWithTheSameHoles() => Assert.All(Words, language =>
    {
        Assert.Equal(Words["en"].Keys, language.Value.Keys);
        Assert.All(language.Value, word =>
        {
            Assert.False(string.IsNullOrWhiteSpace(word.Value), $"{language.Key}: '{word.Key}' is empty.");
            Assert.Equal(Forms(Words["en"][word.Key]), Forms(word.Value));
        });
    });

    [Fact]
    public void Words_AreThoseThatThePageUses()
    {
        string page = EmbeddedDocument.ReadText("Dashboard/index.html");
        string script = EmbeddedDocument.ReadText("Dashboard/dashboard.js");
        IEnumerable<string> marked = Marks().Matches(page).Select(m => m.Groups["word"].Value);
        IEnumerable<string> called = Calls().Matches(script).Select(m => m.Groups["word"].Value);
        // Names that the script puts together: a figure and its unit, what is counted, a verdict, an error, a group of answers.
        string[] composed =
        [
            "nps", "csat", "ces", "rating", "sentiment", "csatUnit", "cesUnit", "ratingUnit", "sentimentUnit", "answers", "texts", "clear", "noise",
            "keyTitle", "keyText", "awayTitle", "awayText", "busyTitle", "busyText", "wrongTitle", "wrongText", "promoters", "passives", "detractors",
        ];

        Assert.Equal(Words["en"].Keys.Order(StringComparer.Ordinal), marked.Concat(called).Concat(composed).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>How many plural forms a word has, and the holes of the last.</summary>
    private static string Forms(string word) =>
        $"{word.Split('|').Length}: {string.Join(' ', Holes().Matches(word.Split('|')[^1]).Select(m => m.Value).Order(StringComparer.Ordinal))}";

    [GeneratedRegex(@"\{\w+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Holes();

    [GeneratedRegex("data-word=\"(?<word>\\w+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    [GeneratedRegex("word\\(\"(?<word>\\w+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Calls();
}
