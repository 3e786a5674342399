using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>What complains and no cause explains is what discovery sees; nothing else may reach it.</summary>
public sealed class ComplaintClauseTests
{
    private static readonly EmbeddedTextEngine Engine = new();
    private static readonly CauseReader Reader = new(Taxonomy.Shipped);

    [Theory]
    [InlineData("en", "Hello, thank you very much!")]
    [InlineData("en", "Great choice, lovely staff, we will come back.")]
    [InlineData("fr", "Bonjour, merci beaucoup, tout était parfait.")]
    [InlineData("de", "Vielen Dank, alles bestens!")]
    [InlineData("nl", "Dank jullie wel, geweldig geholpen.")]
    [InlineData("en", "The table was delivered on Tuesday.")]
    public void Read_PraiseThanksAndFacts_LeaveNothing(string language, string text) => Assert.Empty(Unexplained(new TextInput(text) { Language = language }));

    [Theory]
    [InlineData("en", "Tom sorted it out in five minutes and even called back to check.")]
    [InlineData("fr", "Camille a réglé le souci en cinq minutes et m’a même rappelé pour vérifier.")]
    public void Read_WhatWasPutRight_IsNoComplaintWhateverTheScore(string language, string text) =>
        Assert.Empty(Unexplained(new TextInput(text) { Language = language, Kind = TextKind.Survey, ScoreHint = 0.1 }));

    [Fact]
    public void Read_PraiseAndOddComplaint_LeavesTheComplaintAlone()
    {
        TextInput input = new("Thanks for the nice evening, but the parrot in the lobby swears horribly.") { Language = "en" };

        Assert.Equal(["the parrot in the lobby swears horribly"], Unexplained(input));
    }

    [Fact]
    public void Read_ComplaintThatACauseExplains_IsNotLeftOver()
    {
        TextInput input = new("The delivery was terribly late. The mascot scared my children, awful.") { Language = "en" };

        Assert.Equal(["The mascot scared my children, awful"], Unexplained(input));
    }

    [Fact]
    public void Read_PlainAnswerToAQuestionForFaults_Complains()
    {
        TextInput answer = new("more benches under the trees") { Language = "en", Kind = TextKind.Survey };

        Assert.Empty(Unexplained(answer));
        Assert.Equal(["more benches under the trees"], Unexplained(answer with { Question = "What could we do better?" }));
        Assert.Empty(Unexplained(answer with { Question = "What did you like best?" }));
    }

    [Fact]
    public void Read_BareAspect_IsACauseOnlyWhereFaultsWereAskedFor()
    {
        TextInput answer = new("The price") { Language = "en", Kind = TextKind.Survey };

        Assert.Empty(Read(answer).Causes);
        Assert.Equal(["high-price"], Read(answer with { Question = "What could we do better?" }).Causes.Select(cause => cause.RootCauseId));
        Assert.Empty(Read(answer with { Question = "What did you like best?" }).Causes);
    }

    [Fact]
    public void Read_LanguageWithoutSeeds_LeavesItsNegativeSentences()
    {
        const string Text = "Fajnie. Kurier zgubił paczkę.";
        TextInput input = new(Text) { Language = "pl" };
        TextInsight insight = Engine.Analyze(input) with
        {
            Sentences = [new SentenceInsight(0, 7, SentimentLabel.Positive, 0.8), new SentenceInsight(8, 21, SentimentLabel.Negative, -0.7)],
        };

        CauseReading reading = Reader.Read(input, insight);

        Assert.Empty(reading.Causes);
        Assert.Equal([new ComplaintClause(8, 21, -0.7)], reading.Unexplained);
    }

    [Fact]
    public void Read_RandomText_KeepsEverySpanInsideAndOnCodePoints()
    {
        string[] pieces = ["late", "delivery", "never", "arrived", "😀", "👩‍👩‍👧", "\uD800", "\u0301", "é", ",", ".", "but", "não", "Lieferverzögerung", "pas", "l'", "\n", "#late", "terrible", "日本語", "\0", "4"];
        Random random = new(5);
        for (int i = 0; i < 3000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? "" : " ")));
            TextInput input = new(text) { Language = Taxonomy.Languages[random.Next(Taxonomy.Languages.Count)], Question = random.Next(2) == 0 ? null : "What went wrong?" };
            CauseReading reading = Read(input);

            Assert.Equal(reading.Causes, Read(input).Causes);
            Assert.Equal(reading.Causes.Select(cause => cause.RootCauseId).Distinct().Order(StringComparer.Ordinal), reading.Causes.Select(cause => cause.RootCauseId));
            foreach ((int offset, int length) in reading.Causes.Select(c => (c.Offset, c.Length)).Concat(reading.Unexplained.Select(c => (c.Offset, c.Length))))
            {
                Assert.InRange(offset, 0, text.Length);
                Assert.InRange(length, 1, text.Length - offset);
                Assert.False(SplitsPair(text, offset) || SplitsPair(text, offset + length));
            }

            Assert.All(reading.Unexplained, clause => Assert.InRange(clause.Score, -1, 0));
        }
    }

    [Fact]
    public void Read_SameTextsOnFourThreads_GivesTheSameAnswers()
    {
        string[] texts = ["The delivery was late and the waiter rude.", "Livraison en retard, personne ne répond.", "Die Rechnung ist falsch, niemand antwortet.", "Nunca recibí mi pedido."];
        string[] Answers() => [.. Enumerable.Range(0, 400).Select(i => string.Join(',', Read(new TextInput(texts[i % texts.Length])).Causes))];
        string[] alone = Answers();

        string[][] together = new string[4][];
        Parallel.For(0, together.Length, i => together[i] = Answers());

        Assert.All(together, answers => Assert.Equal(alone, answers));
    }

    private static CauseReading Read(TextInput input) => Reader.Read(input, Engine.Analyze(input));

    private static IEnumerable<string> Unexplained(TextInput input) => Read(input).Unexplained.Select(clause => input.Text.Substring(clause.Offset, clause.Length));

    private static bool SplitsPair(string text, int at) => at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);
}
