using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

public sealed class TypeformAdapterTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Read_FullResponseWithoutMapping_GuessesRolesFromTypesReferencesAndWording()
    {
        FeedbackItem item = ReadItem(Sample.Bytes("typeform", "01-form_response-full-fr.json"));

        Assert.Equal(
            [
                new Score(ScoreType.Nps, 3, 0, 10, "nps_recommend"),
                new Score(ScoreType.Csat, 1, 0, 10, "csat_delivery", "delivery"), // no "steps" in the definition: Typeform's default
            ],
            item.Scores);
        Comment comment = Assert.Single(item.Comments!);
        Assert.Equal("nps_reason", comment.Question);
        Assert.StartsWith("Colis annoncé mardi", comment.Text, StringComparison.Ordinal);
        Assert.Equal(("C-104882", "claire.marchand@example.com"), (item.Customer!.Id, item.Customer.Email));
        Assert.Equal(("fr", "email", "delivery"), (item.Language, item.Channel, item.Touchpoint));
        Assert.Null(item.RevisedAt);
    }

    [Fact]
    public void Read_GermanServiceSurveyWithoutMapping_FindsCsatAndCesAndWhatWasTypedUnderOther()
    {
        FeedbackItem item = ReadItem(Sample.Bytes("typeform", "03-form_response-csat-ces-de.json"));

        Assert.Equal([ScoreType.Csat, ScoreType.Ces], item.Scores!.Select(s => s.Type));
        Assert.Equal(["topics", "improve"], item.Comments!.Select(c => c.Question));
        Assert.Equal("DE-55810", item.Customer!.Id);
        Assert.Equal("de", item.Language);
    }

    [Fact]
    public void Read_ScaleEndsInDefinition_AreTaken()
    {
        FeedbackItem item = ReadItem(Body(
            """{"id":"a","ref":"q","type":"opinion_scale","title":"Quanto è stato facile?","properties":{"steps":7,"start_at_one":true}}""",
            """{"type":"number","number":6,"field":{"id":"a","ref":"q","type":"opinion_scale"}}"""));

        Assert.Equal([new Score(ScoreType.Ces, 6, 1, 7, "q")], item.Scores);
    }

    [Theory]
    [InlineData("How likely are you to recommend us?", ScoreType.Nps)]
    [InlineData("Recommanderiez-vous notre boutique ?", ScoreType.Nps)]
    [InlineData("Würden Sie uns weiterempfehlen?", ScoreType.Nps)]
    [InlineData("Ci consiglieresti a un amico?", ScoreType.Nps)]
    [InlineData("¿Nos recomendarías?", ScoreType.Nps)]
    [InlineData("Você nos recomendaria?", ScoreType.Nps)]
    [InlineData("Zou u ons aanbevelen?", ScoreType.Nps)]
    [InlineData("How satisfied are you?", ScoreType.Csat)]
    [InlineData("Êtes-vous satisfait ?", ScoreType.Csat)]
    [InlineData("Wie zufrieden sind Sie?", ScoreType.Csat)]
    [InlineData("Quanto sei soddisfatto?", ScoreType.Csat)]
    [InlineData("¿Está satisfecho?", ScoreType.Csat)]
    [InlineData("Está satisfeito?", ScoreType.Csat)]
    [InlineData("Hoe tevreden bent u?", ScoreType.Csat)]
    [InlineData("How much effort did it take?", ScoreType.Ces)]
    [InlineData("Était-ce facile ?", ScoreType.Ces)]
    [InlineData("Wie einfach war es?", ScoreType.Ces)]
    [InlineData("È stato semplice?", ScoreType.Ces)]
    [InlineData("¿Fue fácil?", ScoreType.Ces)]
    [InlineData("Quanto esforço?", ScoreType.Ces)]
    [InlineData("Hoe makkelijk was het?", ScoreType.Ces)]
    [InlineData("Your score for the store?", ScoreType.Rating)]
    public void Read_ScaleQuestion_IsKnownByItsWordingInSevenLanguages(string title, ScoreType type)
    {
        FeedbackItem item = ReadItem(Body(
            $$$"""{"id":"a","ref":"01GQK3ZJ8Y5T4W7V2R9N6M1XCD","type":"opinion_scale","title":"{{{title}}}","properties":{"steps":11}}""",
            """{"type":"number","number":6,"field":{"id":"a","ref":"01GQK3ZJ8Y5T4W7V2R9N6M1XCD","type":"opinion_scale"}}"""));

        Assert.Equal(type, Assert.Single(item.Scores!).Type);
    }

    [Fact]
    public void Read_RecommendationOnAnotherScaleThanTen_IsARating()
    {
        FeedbackItem item = ReadItem(Body(
            """{"id":"a","ref":"q","type":"rating","title":"Would you recommend us?","properties":{"steps":5}}""",
            """{"type":"number","number":4,"field":{"id":"a","ref":"q","type":"rating"}}"""));

        Assert.Equal([new Score(ScoreType.Rating, 4, 1, 5, "q")], item.Scores);
    }

    [Fact]
    public void Read_ReferenceMadeByTheTool_GivesTheCommentItsTitle()
    {
        FeedbackItem item = ReadItem(Body(
            """{"id":"a","ref":"3d2f6a10-0b5e-4c5a-9f0e-8c1d2e3f4a5b","type":"long_text","title":"Why?"}""",
            """{"type":"text","text":"late","field":{"id":"a","ref":"3d2f6a10-0b5e-4c5a-9f0e-8c1d2e3f4a5b","type":"long_text"}}"""));

        Assert.Equal([new Comment("Why?", "late")], item.Comments);
    }

    [Fact]
    public void Read_PartialWithoutTimeOfSubmission_TakesWhenTheFormWasOpened()
    {
        FeedbackItem item = ReadItem(Sample.Bytes("typeform", "04-form_response_partial-it.json"));

        Assert.Equal(FeedbackState.Partial, item.State);
        Assert.Equal(new DateTimeOffset(2025, 3, 4, 7, 1, 0, TimeSpan.Zero), item.SubmittedAt);
    }

    [Fact]
    public void Read_CommentLongerThanALedgerRowHolds_IsCutAndSaysSo()
    {
        FeedbackItem item = ReadItem(Body(
            """{"id":"a","ref":"why","type":"long_text"}""",
            $$$"""{"type":"text","text":"{{{new string('x', 25_000)}}}","field":{"id":"a","ref":"why","type":"long_text"}}"""));

        Assert.Equal(FeedbackLimits.MaxCommentChars, Assert.Single(item.Comments!).Text.Length);
        Assert.Equal("25000", item.Attributes!["cutFromChars"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"event_type\":\"form_response\",\"form_response\":[]}")]
    [InlineData("{\"event_type\":\"form_response\",\"form_response\":{}}")]
    [InlineData("{\"event_type\":\"form_response\",\"form_response\":{\"token\":\"t\",\"answers\":[{\"field\":")]
    public void Read_NoResponse_IsMalformedWithAReason(string body)
    {
        SurveyReading reading = new TypeformAdapter().Read(Request(Encoding.UTF8.GetBytes(body)), mapping: null);

        Assert.NotEmpty(Assert.IsType<SurveyReading.Malformed>(reading).Reason);
    }

    [Fact]
    public void Read_OtherEvent_IsIgnored() =>
        Assert.IsType<SurveyReading.Ignored>(new TypeformAdapter().Read(Request("""{"event_type":"form_deleted"}"""u8.ToArray()), mapping: null));

    [Fact]
    public void Read_AnswersThatTheMappingDoesNotName_AreEmptyWithAReason()
    {
        SourceMapping mapping = new(
            new Dictionary<string, QuestionRole>(StringComparer.Ordinal) { ["elsewhere"] = new("nps", 0, 10) },
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

        SurveyReading reading = new TypeformAdapter().Read(Request(Sample.Bytes("typeform", "02-form_response-score-only-en.json")), mapping);

        Assert.Equal("none of 1 answers is in the mapping", Assert.IsType<SurveyReading.Empty>(reading).Reason);
    }

    private static FeedbackItem ReadItem(byte[] body) =>
        Assert.Single(Assert.IsType<SurveyReading.Items>(new TypeformAdapter().Read(Request(body), mapping: null)).Values);

    private static SurveyRequest Request(byte[] body) => new("typeform", "application/json", body, ReceivedAt);

    private static byte[] Body(string definition, string answer) => Encoding.UTF8.GetBytes(
        $$$"""{"event_type":"form_response","form_response":{"form_id":"f","token":"t","submitted_at":"2026-01-01T00:00:00Z","definition":{"fields":[{{{definition}}}]},"answers":[{{{answer}}}]}}""");
}
