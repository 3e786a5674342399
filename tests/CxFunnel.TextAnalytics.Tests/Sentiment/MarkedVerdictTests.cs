using System.Globalization;
using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests.Sentiment;

/// <summary>How many of the short verdicts in <c>marked.tsv</c> are read as marked, a group at a time; the numbers of the model card.</summary>
public sealed class MarkedVerdictTests(ITestOutputHelper output)
{
    private readonly EmbeddedTextEngine _engine = new();

    /// <summary>Held-out lines that are right in percent, told that they are survey answers, reviews, or nothing: at least what the model card says.</summary>
    [Theory]
    [InlineData("lukewarm", 89, 85, 85)]
    [InlineData("praise", 100, 100, 96)]
    [InlineData("blame", 92, 92, 92)]
    [InlineData("sarcasm", 64, 64, 64)]
    [InlineData("fact", 92, 92, 92)]
    [InlineData("event", 100, 71, 92)]
    [InlineData("plain", 100, 100, 100)]
    public void Sentiment_OfHeldOutVerdicts_IsReadAsMarked(string group, double survey, double review, double unknown)
    {
        List<Marked> marked = [.. Read().Where(line => line.Group == group)];
        List<Marked> heldOut = [.. marked.GroupBy(line => line.Language, StringComparer.Ordinal).SelectMany(lines => lines.Where((_, index) => index % 2 == 1))];
        foreach (Marked line in marked.Except(heldOut).Where(line => Read(line, TextKind.Survey) != line.Expected))
        {
            output.WriteLine($"tuned: {line.Language} {line.Text} | {Read(line, TextKind.Survey)}");
        }

        double[] right = [.. new[] { TextKind.Survey, TextKind.Review, TextKind.Unknown }.Select(kind => 100.0 * heldOut.Count(line => Read(line, kind) == line.Expected) / heldOut.Count)];
        string found = string.Create(CultureInfo.InvariantCulture, $"{group}, {heldOut.Count} held out: survey {right[0]:F1}, review {right[1]:F1}, unknown {right[2]:F1}");
        output.WriteLine(found);
        Assert.True(right[0] >= survey && right[1] >= review && right[2] >= unknown, found);
    }

    private SentimentLabel Read(Marked line, TextKind kind) => _engine.Analyze(new TextInput(line.Text) { Language = line.Language, Kind = kind }).Sentiment;

    private static IEnumerable<Marked> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Sentiment", "marked.tsv"))
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => new Marked(cells[0], cells[1], Enum.Parse<SentimentLabel>(cells[2], ignoreCase: true), cells[3]));

    private sealed record Marked(string Language, string Group, SentimentLabel Expected, string Text);
}
