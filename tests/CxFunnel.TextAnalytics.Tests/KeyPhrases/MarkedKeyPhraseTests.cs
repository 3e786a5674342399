using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests.KeyPhrases;

/// <summary>How many of the key phrases found in <c>marked.tsv</c> could be shown to a manager, and how many of those that must be there are found.</summary>
public sealed class MarkedKeyPhraseTests(ITestOutputHelper output)
{
    private static readonly EmbeddedTextEngine Engine = new();

    [Fact]
    public void KeyPhrases_OfMarkedTexts_CanBeShownInEveryLanguage()
    {
        MarkedCount unseen = MarkedSet.Measure("KeyPhrases", output, Measure);

        Assert.True(unseen.Recall >= 0.95 && unseen.Precision >= 0.94, $"held out: {unseen}");
    }

    /// <param name="cells">Language, text, and the acceptable phrases parted by semicolons; those that must be there end with <c>!</c>.</param>
    private static MarkedLine Measure(string[] cells)
    {
        bool headLast = cells[0] is "de" or "en" or "nl";
        string[] phrases = cells[2].Split(';');
        List<string> acceptable = [.. phrases.Select(phrase => phrase.TrimEnd('!'))];
        List<string> needed = [.. phrases.Where(phrase => phrase[^1] == '!').Select(phrase => phrase[..^1])];
        List<string> found = [.. Engine.Analyze(new TextInput(cells[1]) { Language = cells[0] }).KeyPhrases];
        List<string> wrong = [.. found.Where(phrase => !acceptable.Exists(whole => IsPart(phrase, whole, headLast)))];
        List<string> missed = [.. needed.Where(need => !found.Exists(phrase => IsPart(phrase, need, headLast) || IsPart(need, phrase, headLast)))];
        return new MarkedLine(
            new MarkedCount(needed.Count, needed.Count - missed.Count, found.Count, found.Count - wrong.Count),
            wrong.Count + missed.Count == 0 ? null : $"wrong: {string.Join(';', wrong)} | missed: {string.Join(';', missed)}");
    }

    /// <summary>Whether the phrase is the whole one or its head with fewer companions.</summary>
    private static bool IsPart(string phrase, string whole, bool headLast)
    {
        string[] part = Words(phrase);
        string[] all = Words(whole);
        return part.Length <= all.Length && part.SequenceEqual(headLast ? all[^part.Length..] : all[..part.Length], StringComparer.Ordinal);
    }

    private static string[] Words(string phrase) => phrase.ToLowerInvariant().Split([' ', '\'', '’'], StringSplitOptions.RemoveEmptyEntries);
}
