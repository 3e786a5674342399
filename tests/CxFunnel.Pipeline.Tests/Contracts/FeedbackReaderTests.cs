using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Tests.Contracts;

public sealed class FeedbackReaderTests
{
    private const string Sound = """
        {"source":"generic","sourceId":"r-1001","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","occurredAt":"2026-10-30T00:00:00Z",
         "channel":"Email","touchpoint":"delivery","language":"fr-FR","country":"fr",
         "customer":{"id":77,"email":"A@Example.com","segment":"premium","annualValue":2400.50,"currency":"eur","renewalDate":"2027-01-15"},
         "scores":[{"type":"nps","value":3,"min":0,"max":10,"question":"q1"},{"type":"csat","value":2,"touchpoint":"Billing"}],
         "expectation":{"expected":5,"actual":7,"unit":"Days"},"causes":["Late-Delivery","late-delivery"],
         "comments":[{"question":"Pourquoi ?","text":" En retard.\r\nEncore \u0000 "},{"text":"  "}],
         "author":"x","url":"https://example.com/1","reach":1200,"attributes":{"store":"Lyon 3","n":1,"none":null}}
        """;

    [Fact]
    public void Read_ItemOfTheContract_NormalisesIt()
    {
        FeedbackItem item = Item(Sound);

        Assert.Equal(("generic", "r-1001", "email", "fr", "FR"), (item.Source, item.SourceId, item.Channel, item.Language, item.Country));
        Assert.Equal(new Customer { Id = "77", Email = "a@example.com", Segment = "premium", AnnualValue = 2400.50m, Currency = "EUR", RenewalDate = new DateOnly(2027, 1, 15) }, item.Customer);
        Assert.Equal([new Score(ScoreType.Nps, 3, 0, 10, "q1"), new Score(ScoreType.Csat, 2, 1, 5, null, "billing")], item.Scores!);
        Assert.Equal([new Comment("Pourquoi ?", "En retard.\nEncore")], item.Comments!);
        Assert.Equal(["late-delivery"], item.Causes!);
        Assert.Equal([new("n", "1"), new KeyValuePair<string, string>("store", "Lyon 3")], item.Attributes!);
        Assert.Equal(new Expectation(5, 7, "days"), item.Expectation);
    }

    [Theory]
    [InlineData("/source", "source", "\"No Good\"")]
    [InlineData("/source", "source", "7")]
    [InlineData("/kind", "kind", null)]
    [InlineData("/kind", "kind", "\"poll\"")]
    [InlineData("/kind", "kind", "\"0\"")]
    [InlineData("/kind", "kind", "\"survey,review\"")]
    [InlineData("/kind", "kind", "\"Survey\"")]
    [InlineData("/submittedAt", "submittedAt", null)]
    [InlineData("/submittedAt", "submittedAt", "\"yesterday\"")]
    [InlineData("/submittedAt", "submittedAt", "\"1989-12-31T23:59:59Z\"")]
    [InlineData("/submittedAt", "submittedAt", "1793600000")]
    [InlineData("/revisedAt", "revisedAt", "\"2026-13-01\"")]
    [InlineData("/state", "state", "\"gone\"")]
    [InlineData("/country", "country", "\"France\"")]
    [InlineData("/reach", "reach", "-1")]
    [InlineData("/reach", "reach", "1.5")]
    [InlineData("/customer", "customer", "[]")]
    [InlineData("/customer/annualValue", "customer", "{\"annualValue\":-1}")]
    [InlineData("/customer/annualValue", "customer", "{\"annualValue\":1000000001}")]
    [InlineData("/customer/renewalDate", "customer", "{\"renewalDate\":\"soon\"}")]
    [InlineData("/expectation/actual", "expectation", "{\"expected\":1}")]
    [InlineData("/expectation/expected", "expectation", "{\"expected\":1e9,\"actual\":1}")]
    [InlineData("/scores", "scores", "{}")]
    [InlineData("/scores/0/type", "scores", "[{\"value\":1}]")]
    [InlineData("/scores/0/type", "scores", "[{\"type\":\"csat,ces\",\"value\":1}]")]
    [InlineData("/scores/0/value", "scores", "[{\"type\":\"nps\"}]")]
    [InlineData("/scores/0/value", "scores", "[{\"type\":\"nps\",\"value\":11}]")]
    [InlineData("/scores/0/value", "scores", "[{\"type\":\"nps\",\"value\":7.5}]")]
    [InlineData("/scores/0/value", "scores", "[{\"type\":\"csat\",\"value\":\"4\"}]")]
    [InlineData("/scores/0/max", "scores", "[{\"type\":\"nps\",\"value\":1,\"max\":5}]")]
    [InlineData("/scores/0/min", "scores", "[{\"type\":\"csat\",\"value\":1,\"min\":1,\"max\":1}]")]
    [InlineData("/scores/1", "scores", "[{\"type\":\"nps\",\"value\":1},4]")]
    [InlineData("/comments/0", "comments", "[\"text\"]")]
    [InlineData("/comments/0/text", "comments", "[{\"text\":4}]")]
    [InlineData("/causes/1", "causes", "[\"a\",4]")]
    [InlineData("/attributes", "attributes", "[]")]
    public void Read_OneWrongField_IsRefusedAtItsPointer(string pointer, string field, string? value)
    {
        InputErrors errors = Refused(With(field, value is null ? null : JsonNode.Parse(value)));

        Assert.Equal([pointer], errors.Listed.Select(e => e.Pointer));
    }

    [Theory]
    [InlineData("channel", FeedbackLimits.MaxDimensionChars)]
    [InlineData("touchpoint", FeedbackLimits.MaxDimensionChars)]
    [InlineData("sourceId", FeedbackLimits.MaxSourceIdChars)]
    [InlineData("url", FeedbackLimits.MaxUrlChars)]
    [InlineData("author", FeedbackLimits.MaxShortTextChars)]
    public void Read_TextAtItsLimit_IsTakenAndOneMoreIsNot(string field, int limit)
    {
        Item(With(field, new string('x', limit)));

        Assert.Equal([$"/{field}"], Refused(With(field, new string('x', limit + 1))).Listed.Select(e => e.Pointer));
    }

    [Fact]
    public void Read_ListsAtTheirLimits_AreTakenAndOneMoreIsNot()
    {
        JsonArray Of(int count, Func<int, JsonNode> one) => [.. Enumerable.Range(0, count).Select(one)];
        (string Field, int Limit, Func<int, JsonNode> One)[] lists =
        [
            ("scores", FeedbackLimits.MaxScores, _ => new JsonObject { ["type"] = "nps", ["value"] = 1 }),
            ("comments", FeedbackLimits.MaxComments, _ => new JsonObject { ["text"] = "x" }),
            ("causes", FeedbackLimits.MaxCauses, i => JsonValue.Create($"c{i}")),
        ];
        foreach ((string field, int limit, Func<int, JsonNode> one) in lists)
        {
            Item(With(field, Of(limit, one)));
            Assert.Equal([$"/{field}"], Refused(With(field, Of(limit + 1, one))).Listed.Select(e => e.Pointer));
        }

        JsonObject tooMuch = With("comments", Of(4, _ => new JsonObject { ["text"] = new string('x', 15_001) }));
        Assert.Equal(["/comments"], Refused(tooMuch).Listed.Select(e => e.Pointer));
    }

    [Theory]
    [InlineData("complete", false)]
    [InlineData("partial", true)]
    [InlineData("deleted", true)]
    public void Read_NothingSaid_IsRefusedOnlyOfACompleteItem(string state, bool isTaken)
    {
        JsonObject json = With("state", state);
        json.Remove("scores");
        json.Remove("comments");

        Assert.Equal(isTaken, Read(json, new InputErrors()) is not null);
    }

    [Fact]
    public void Read_DeletionOfNothingNamed_IsRefused()
    {
        JsonObject json = With("state", "deleted");
        json.Remove("sourceId");

        Assert.Equal(["/sourceId"], Refused(json).Listed.Select(e => e.Pointer));
    }

    [Fact]
    public void Read_ManyErrors_CountsAllAndListsAHundred()
    {
        JsonObject json = With("scores", new JsonArray([.. Enumerable.Range(0, 60).Select(_ => (JsonNode)new JsonObject())]));

        InputErrors errors = Refused(json);

        Assert.Equal((120, FeedbackLimits.MaxErrorsListed), (errors.Count, errors.Listed.Count));
    }

    [Fact]
    public void Read_Errors_NeverQuoteTheText()
    {
        const string secret = "my-secret-words";
        JsonObject json = With("scores", JsonNode.Parse("[{\"type\":\"my-secret-words\",\"value\":\"my-secret-words\"}]"));
        foreach (string field in new[] { "kind", "submittedAt", "country", "reach", "customer", "expectation", "causes", "language" })
        {
            json[field] = field == "causes" ? new JsonArray(new JsonObject { ["a"] = secret }) : JsonValue.Create(secret);
        }

        Assert.DoesNotContain(Refused(json).Listed, e => $"{e.Pointer}{e.Detail}".Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>What is queued is read again: the identity and the content must not change on the way.</summary>
    [Theory]
    [InlineData("fr-FR")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Read_WhatWasWritten_IsTheSameItemInAnyCulture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Random random = new(5);
            for (int i = 0; i < 300; i++)
            {
                FeedbackItem item = Item(RandomItem(random));
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(item, PipelineJson.Compact.FeedbackItem);

                Assert.True(JsonBody.TryParse(json, out JsonDocument? document, out _));
                FeedbackItem again = FeedbackReader.Read(document!.RootElement, string.Empty, new InputErrors())!;

                Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(again, PipelineJson.Compact.FeedbackItem));
                Assert.Equal(FeedbackId.ContentHash(item), FeedbackId.ContentHash(again));
                Assert.Equal(FeedbackId.Of("one", item), FeedbackId.Of("one", again));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Of_DifferentIdentities_NeverShareAnId()
    {
        string[] ids =
        [
            FeedbackId.Of("a", Item(With("sourceId", "b"))),
            FeedbackId.Of("a", Item(With("sourceId", "B"))),
            FeedbackId.Of("ab", Item(With("sourceId", "b"))),
            FeedbackId.Of("a", Item(With("source", "other"))),
            FeedbackId.Of("a", Item(With("sourceId", null))),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    private static JsonObject RandomItem(Random random)
    {
        string[] texts = ["good", "Ça & <b> \"q\" \\ \n\t", "😀 e\u0301 \u200F\u2028", "\ud800 alone", "İıŞ", "  spaced  ", "\u0001\u0085\u00A0x"];
        string Text() => texts[random.Next(texts.Length)] + random.Next(3);
        JsonObject json = With("comments", new JsonArray(new JsonObject { ["text"] = Text(), ["question"] = Text() }));
        json["channel"] = Text();
        json["sourceId"] = random.Next(2) == 0 ? null : Text();
        json["submittedAt"] = $"2026-10-{random.Next(10, 30)}T{random.Next(10, 20)}:00:00{(random.Next(2) == 0 ? ".1234567" : string.Empty)}{(random.Next(2) == 0 ? "+05:30" : "Z")}";
        json["scores"] = new JsonArray(new JsonObject { ["type"] = "csat", ["value"] = random.NextDouble(), ["min"] = -0.5, ["max"] = 1 / 3.0 + random.Next(2, 9) });
        json["customer"] = new JsonObject { ["annualValue"] = random.Next(1_000_000) / 1_000m, ["segment"] = Text() };
        json["attributes"] = new JsonObject { ["b" + Text()] = Text(), ["B"] = 1.50, ["a"] = true };
        return json;
    }

    private static JsonObject With(string field, JsonNode? value)
    {
        JsonObject json = JsonNode.Parse(Sound)!.AsObject();
        json[field] = value;
        return json;
    }

    private static FeedbackItem Item(string json) => Item(JsonNode.Parse(json)!.AsObject());

    private static FeedbackItem Item(JsonObject json)
    {
        InputErrors errors = new();
        FeedbackItem? item = Read(json, errors);
        Assert.Empty(errors.Listed);
        return item!;
    }

    private static InputErrors Refused(JsonObject json)
    {
        InputErrors errors = new();
        Assert.Null(Read(json, errors));
        return errors;
    }

    private static FeedbackItem? Read(JsonObject json, InputErrors errors)
    {
        Assert.True(JsonBody.TryParse(JsonSerializer.SerializeToUtf8Bytes(json), out JsonDocument? document, out _));
        using (document)
        {
            return FeedbackReader.Read(document!.RootElement, string.Empty, errors);
        }
    }
}
