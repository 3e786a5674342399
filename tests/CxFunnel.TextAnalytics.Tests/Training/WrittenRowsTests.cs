using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.TextAnalytics.Tests.Training;

public sealed class WrittenRowsTests
{
    [Fact]
    public void Read_LinesOfEveryKind_GivesTextsWithKindLabelAndLanguage()
    {
        List<string> faults = [];

        List<LabelledText> rows = Read("# what this is\nsocial\tnegative\t#treni di nuovo fermi\nticket\tneutral\tDove trovo la fattura?\n", faults);

        Assert.Empty(faults);
        Assert.Equal([("it", 0, "#treni di nuovo fermi", "social"), ("it", 1, "Dove trovo la fattura?", "ticket")], rows.Select(r => (r.Language, r.Label, r.Text, r.Origin)));
        Assert.All(rows, row => Assert.Equal("written", row.Corpus));
    }

    [Theory]
    [InlineData("social\tneutral", "2 columns")]
    [InlineData("social\tneutral\tuna\tdue", "4 columns")]
    [InlineData("", "1 columns")]
    [InlineData("tweet\tneutral\tuna prova", "unknown kind")]
    [InlineData("social\tmixed\tuna prova", "unknown label")]
    [InlineData("social\tneutral\t una prova", "blanks around")]
    [InlineData("social\tneutral\t", "empty")]
    [InlineData("social\tpositive\tPrima riga", "the text of line 1 again")]
    public void Read_BadLine_IsNamedByItsNumberAndWithoutItsText(string line, string reason)
    {
        List<string> faults = [];

        List<LabelledText> rows = Read($"social\tneutral\tprima riga\n{line}\nreview\tpositive\tultima riga\n", faults);

        string fault = Assert.Single(faults);
        Assert.StartsWith("Rows/it.tsv line 2: ", fault, StringComparison.Ordinal);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("prova", fault, StringComparison.Ordinal);
        Assert.Equal(["prima riga", "ultima riga"], rows.Select(r => r.Text));
    }

    [Fact]
    public void Read_LanguageWithoutSentiment_IsAFault()
    {
        List<string> faults = [];

        Assert.Empty(WrittenRows.Read("Rows/fi.tsv", new StringReader("social\tneutral\tHei\n"), faults));

        Assert.Contains("'fi'", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void All_FilesOfTheRepository_HoldAllLabelsAndNoFault()
    {
        List<LabelledText> rows = WrittenRows.All();

        Assert.All(rows.GroupBy(r => r.Language, StringComparer.Ordinal), language => Assert.Equal([0, 1, 2], language.Select(r => r.Label).Distinct().Order()));
        Assert.Contains(rows, r => r.Language == "it" && r.Origin == WrittenRows.Ticket);
    }

    [Fact]
    public void All_TextsOfTheCaseFiles_AreNotAmongThem()
    {
        HashSet<string> written = new(WrittenRows.All().Select(r => Plain(r.Text)), StringComparer.Ordinal);

        // The case files are the exam: what trained on them would pass it without understanding.
        string[] cases = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.tsv").SelectMany(File.ReadLines).SelectMany(line => line.Split('\t')).Select(Plain).Where(cell => cell.Length > 10)];

        Assert.NotEmpty(cases);
        Assert.DoesNotContain(cases, written.Contains);
    }

    [Theory]
    [InlineData("social", SentimentKinds.Social)]
    [InlineData("review", SentimentKinds.Review)]
    [InlineData("survey", SentimentKinds.Review)]
    [InlineData("ticket", SentimentKinds.Any)]
    public void KindOf_WrittenRow_IsWhatItWillBeReadAs(string kind, int expected) =>
        Assert.Equal(expected, SentimentRows.KindOf(Assert.Single(Read($"{kind}\tneutral\tuna prova\n", []))));

    [Theory]
    [InlineData("social", TextKind.Mention)]
    [InlineData("review", TextKind.Review)]
    [InlineData("survey", TextKind.Survey)]
    [InlineData("ticket", TextKind.Ticket)]
    public void TextKindOf_WrittenRow_IsWhatItsSenderTells(string kind, TextKind expected) =>
        Assert.Equal(expected, SentimentRows.TextKindOf(Assert.Single(Read($"{kind}\tneutral\tuna prova\n", []))));

    private static List<LabelledText> Read(string content, List<string> faults) => WrittenRows.Read("Rows/it.tsv", new StringReader(content), faults);

    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetterOrDigit));
}
