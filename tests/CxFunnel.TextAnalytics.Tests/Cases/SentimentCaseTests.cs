namespace CxFunnel.TextAnalytics.Tests.Cases;

/// <summary>Reads the case files beside it: text, expected sentiment, why.</summary>
public sealed class SentimentCaseTests
{
    private readonly EmbeddedTextEngine _engine = new();

    public static TheoryData<string, string, string, string> Cases()
    {
        TheoryData<string, string, string, string> cases = [];
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "??.tsv").Order(StringComparer.Ordinal))
        {
            foreach (string[] row in File.ReadLines(file).Skip(1).Select(line => line.Split('\t')))
            {
                cases.Add(Path.GetFileNameWithoutExtension(file), row[0], row[1], row[2]);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Analyze_SurveyAnswer_HasTheToneThatAReaderHears(string language, string text, string expected, string why)
    {
        TextInsight insight = _engine.Analyze(new TextInput(text) { Kind = TextKind.Survey });

        Assert.True(
            string.Equals(expected, insight.Sentiment.ToString(), StringComparison.OrdinalIgnoreCase),
            $"{language}: \"{text}\" should be {expected} ({why}), was {insight.Sentiment} {insight.Confidence}");
    }
}
