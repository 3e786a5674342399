using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests.KeyPhrases;

/// <summary>How many of the key phrases found in <c>marked.tsv</c> could be shown to a manager, and how many of those that must be there are found.</summary>
public sealed class MarkedKeyPhraseTests(ITestOutputHelper output)
{
    private static readonly EmbeddedTextEngine Engine = new();

    [Fact]
    public void KeyPhrases_OfMarkedTexts_CanBeShownInEveryLanguage()
    {
        List<Marked> marked = [.. Read()];
        StringBuilder faults = new();
        Count tuned = default;
        Count unseen = default;
        foreach (IGrouping<string, Marked> language in marked.GroupBy(line => line.Language, StringComparer.Ordinal))
        {
            Count ofTuned = Measure(language.Where((_, index) => index % 2 == 0), faults);
            Count ofUnseen = Measure(language.Where((_, index) => index % 2 == 1), null);
            output.WriteLine($"{language.Key}: tuned {ofTuned}, held out {ofUnseen}");
            tuned += ofTuned;
            unseen += ofUnseen;
        }

        output.WriteLine($"all: tuned {tuned}, held out {unseen}");
        output.WriteLine(faults.ToString());
        Assert.True(unseen.Recall >= 0.95 && unseen.Precision >= 0.94, $"held out: {unseen}");
    }

    private static Count Measure(IEnumerable<Marked> lines, StringBuilder? faults)
    {
        Count count = default;
        foreach (Marked line in lines)
        {
            bool headLast = line.Language is "de" or "en" or "nl";
            List<string> found = [.. Engine.Analyze(new TextInput(line.Text) { Language = line.Language }).KeyPhrases];
            List<string> wrong = [.. found.Where(phrase => !line.Acceptable.Any(whole => IsPart(phrase, whole, headLast)))];
            List<string> missed = [.. line.Needed.Where(needed => !found.Exists(phrase => IsPart(phrase, needed, headLast) || IsPart(needed, phrase, headLast)))];
            count += new Count(line.Needed.Count, line.Needed.Count - missed.Count, found.Count, found.Count - wrong.Count);
            if (faults is not null && wrong.Count + missed.Count > 0)
            {
                faults.AppendLine(CultureInfo.InvariantCulture, $"{line.Language} {line.Text} | wrong: {string.Join(';', wrong)} | missed: {string.Join(';', missed)}");
            }
        }

        return count;
    }

    /// <summary>Whether the phrase is the whole one or its head with fewer companions.</summary>
    private static bool IsPart(string phrase, string whole, bool headLast)
    {
        string[] part = Words(phrase);
        string[] all = Words(whole);
        return part.Length <= all.Length && part.SequenceEqual(headLast ? all[^part.Length..] : all[..part.Length], StringComparer.Ordinal);
    }

    private static string[] Words(string phrase) => phrase.ToLowerInvariant().Split([' ', '\'', '’'], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<Marked> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "KeyPhrases", "marked.tsv"))
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => (cells, phrases: cells[2].Split(';')))
            .Select(line => new Marked(
                line.cells[0],
                line.cells[1],
                [.. line.phrases.Select(phrase => phrase.TrimEnd('!'))],
                [.. line.phrases.Where(phrase => phrase[^1] == '!').Select(phrase => phrase[..^1])]));

    private sealed record Marked(string Language, string Text, IReadOnlyList<string> Acceptable, IReadOnlyList<string> Needed);

    private readonly record struct Count(int Needed, int Met, int Found, int Right)
    {
        public double Recall => (double)Met / Needed;

        public double Precision => (double)Right / Found;

        public static Count operator +(Count a, Count b) => new(a.Needed + b.Needed, a.Met + b.Met, a.Found + b.Found, a.Right + b.Right);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"recall {Recall:P0} of {Needed} precision {Precision:P0} of {Found}");
    }
}
