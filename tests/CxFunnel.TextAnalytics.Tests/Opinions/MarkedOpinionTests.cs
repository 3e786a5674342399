using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests.Opinions;

/// <summary>How many of the opinions in <c>marked.tsv</c> are found with the right thing and the right sign, and how many others beside them.</summary>
public sealed class MarkedOpinionTests(ITestOutputHelper output)
{
    private static readonly EmbeddedTextEngine Engine = new();

    [Fact]
    public void Opinions_OfMarkedTexts_AreFoundInEveryLanguage()
    {
        List<Marked> marked = [.. Read()];
        StringBuilder faults = new();
        foreach (IGrouping<string, Marked> language in marked.GroupBy(line => line.Language, StringComparer.Ordinal))
        {
            Count tuned = Measure(language.Where((_, index) => index % 2 == 0), faults);
            Count heldOut = Measure(language.Where((_, index) => index % 2 == 1), faults);
            output.WriteLine($"{language.Key}: tuned {tuned}, held out {heldOut}");
        }

        Count all = Measure(marked, null);
        Count unseen = Measure(marked.GroupBy(line => line.Language, StringComparer.Ordinal).SelectMany(lines => lines.Where((_, index) => index % 2 == 1)), null);
        output.WriteLine($"all: {all}, held out {unseen}");
        output.WriteLine(faults.ToString());
        Assert.True(unseen.Recall >= 0.92 && unseen.Precision >= 0.97, $"held out: {unseen}");
    }

    private static Count Measure(IEnumerable<Marked> lines, StringBuilder? faults)
    {
        Count count = default;
        foreach (Marked line in lines)
        {
            List<Opinion> found = [.. Engine.Analyze(new TextInput(line.Text) { Language = line.Language }).Opinions];
            int right = line.Opinions.Count(wanted => found.Exists(opinion => Fits(opinion, wanted)));
            count += new Count(line.Opinions.Count, found.Count, right);
            if (faults is not null && (right < line.Opinions.Count || right < found.Count))
            {
                faults.AppendLine(CultureInfo.InvariantCulture, $"{line.Language} {line.Text} | {string.Join(';', found.Select(o => $"{o.Target}[{string.Join(',', o.Assessments)}]{o.Sentiment}"))}");
            }
        }

        return count;
    }

    /// <summary>The same thing, whole or its head or with a companion, judged alike.</summary>
    private static bool Fits(Opinion opinion, (string Target, char Sign) wanted)
    {
        string[] found = opinion.Target.ToLowerInvariant().Split(' ');
        string[] target = wanted.Target.Split(' ');
        bool isSame = target.All(word => found.Contains(word, StringComparer.Ordinal)) || found.All(word => target.Contains(word, StringComparer.Ordinal));
        return isSame && opinion.Sentiment == wanted.Sign switch
        {
            '+' => SentimentLabel.Positive,
            '-' => SentimentLabel.Negative,
            _ => SentimentLabel.Mixed,
        };
    }

    private static IEnumerable<Marked> Read() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Opinions", "marked.tsv"))
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => new Marked(cells[0], cells[1], [.. cells[2].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(cell => (cell[..^2], cell[^1]))]));

    private sealed record Marked(string Language, string Text, IReadOnlyList<(string Target, char Sign)> Opinions);

    private readonly record struct Count(int Wanted, int Found, int Right)
    {
        public double Recall => Wanted == 0 ? 1 : (double)Right / Wanted;

        public double Precision => Found == 0 ? 1 : (double)Right / Found;

        public static Count operator +(Count a, Count b) => new(a.Wanted + b.Wanted, a.Found + b.Found, a.Right + b.Right);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"recall {Recall:P0} precision {Precision:P0} of {Wanted}");
    }
}
