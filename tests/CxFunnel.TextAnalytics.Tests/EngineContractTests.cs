using System.Text;

namespace CxFunnel.TextAnalytics.Tests;

/// <summary>What holds for every string, sensible or not.</summary>
public sealed class EngineContractTests
{
    private static readonly string[] Pieces =
    [
        "great", "not", "très", "déçu", "@", "#", "http://", "😀", "👩‍👩‍👧", "🏳️‍🌈", "\uD800", "\uDC00", "\u0301", "é", " ", "\n", ".", "!!", "?", ":-)", "4111111111111111",
        "DE89370400440532013000", "+33", "06 12", "a@b.co", "::1", "1.2.3.4", "مرحبا", "日本語", "\0", "\uFEFF", "'", "n'", "l’", "-", "_", "\u200D", "ß", "İ", "straße 5", "my name is", "𝔘",
    ];

    private readonly EmbeddedTextEngine _engine = new();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\uFFFD")]
    [InlineData("--- ... \0")]
    public void Analyze_NothingToRead_IsNeutralAndUnknown(string text)
    {
        TextInsight insight = _engine.Analyze(new TextInput(text));

        Assert.Equal(DetectedLanguage.Unknown, insight.Language.Code);
        Assert.Equal(SentimentLabel.Neutral, insight.Sentiment);
        Assert.Equal(0, insight.Score);
    }

    [Fact]
    public void Analyze_BrokenSurrogates_AreSkipped()
    {
        // Attributes cannot carry them, so they are put together here.
        TextInsight insight = _engine.Analyze(new TextInput(new string(['\uDE00', '\uD83D', ' ', '\uD83D'])));

        Assert.Equal((DetectedLanguage.Unknown, SentimentLabel.Neutral), (insight.Language.Code, insight.Sentiment));
        Assert.Empty(insight.Sentences);
    }

    [Fact]
    public void Analyze_RandomText_KeepsEveryOffsetInsideAndOnCodePoints()
    {
        foreach (string text in RandomTexts(2000, seed: 7))
        {
            TextInsight insight = _engine.Analyze(new TextInput(text));

            foreach (SentenceInsight sentence in insight.Sentences)
            {
                AssertOnBorders(text, sentence.Offset, sentence.Length);
            }

            foreach (Opinion opinion in insight.Opinions)
            {
                AssertOnBorders(text, opinion.Offset, opinion.Length);
                Assert.Equal(opinion.Target, text.Substring(opinion.Offset, opinion.Length));
            }

            int last = 0;
            foreach (PersonalDataSpan span in insight.PersonalData)
            {
                AssertOnBorders(text, span.Offset, span.Length);
                Assert.True(span.Offset >= last);
                last = span.Offset + span.Length;
            }

            Assert.InRange(insight.Score, -1, 1);
            Assert.Equal(1, insight.Confidence.Positive + insight.Confidence.Neutral + insight.Confidence.Negative, 5);
        }
    }

    [Fact]
    public void Analyze_SameTextsOnFourThreads_GivesTheSameAnswers()
    {
        string[] texts = [.. RandomTexts(300, seed: 11)];
        string[] alone = [.. texts.Select(text => Print(_engine.Analyze(new TextInput(text))))];
        string[][] together = new string[4][];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            // Each thread starts elsewhere, so that caches fill in different orders.
            string[] mine = new string[texts.Length];
            for (int i = 0; i < texts.Length; i++)
            {
                int at = (i + (t * 75)) % texts.Length;
                mine[at] = Print(new EmbeddedTextEngine().Analyze(new TextInput(texts[at])));
            }

            together[t] = mine;
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.All(together, answers => Assert.Equal(alone, answers));
    }

    private static string Print(TextInsight i) => string.Join(
        '|',
        i.Language,
        i.Sentiment,
        i.Score.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        i.Confidence,
        string.Join(',', i.Sentences),
        string.Join(',', i.Opinions.Select(o => $"{o.Target}:{string.Join('/', o.Assessments)}:{o.Sentiment}")),
        string.Join(',', i.KeyPhrases),
        i.Redacted);

    private static void AssertOnBorders(string text, int offset, int length)
    {
        Assert.InRange(offset, 0, text.Length);
        Assert.InRange(length, 1, text.Length - offset);
        Assert.False(SplitsPair(text, offset), "starts inside a surrogate pair");
        Assert.False(SplitsPair(text, offset + length), "ends inside a surrogate pair");
    }

    private static bool SplitsPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);

    private static IEnumerable<string> RandomTexts(int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            StringBuilder text = new();
            int pieces = random.Next(1, 25);
            for (int p = 0; p < pieces; p++)
            {
                text.Append(random.Next(4) == 0 ? ((char)random.Next(char.MaxValue + 1)).ToString() : Pieces[random.Next(Pieces.Length)]);
                text.Append(random.Next(3) == 0 ? "" : " ");
            }

            yield return text.ToString();
        }
    }
}
