using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Tests.Ingest.Samples;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

public sealed class SetMappingTests
{
    private const string Webhook = """{"id":"7","nps_score":9,"how":{"easy":"6"},"why":"Fast.","customer":{"no":"c-1"},"when":"2026-11-02T09:15:00Z"}""";

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Set_EverythingMatchesTheSample_IsKeptWithoutIt()
    {
        InputErrors errors = await SetAsync("own", """
            {"questions":{"nps_score":{"role":"nps"},"how.easy":{"role":"ces","min":1,"max":7},"why":{"role":"comment"}},
             "fields":{"customer_id":["customer.id","customer.no"],"submitted_at":"when","touchpoint":"constant: delivery"}}
            """, Webhook);

        Assert.Empty(errors.Listed);
        Assert.NotNull(await new MappingStore(_tables, TimeProvider.System).FindAsync("p", "own", null, CancellationToken.None));
        TableRow row = _tables.Find(TableNames.Mappings, "p|own", "all")!;
        Assert.DoesNotContain("Fast.", LongText.Text(row, "Mapping"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"questions":{"nps_score":{"role":"nps"},"np_score":{"role":"csat"}}}""", "/questions/np_score")]
    [InlineData("""{"questions":{"nps_score":{"role":"nps"},"how/easy":{"role":"ces"}}}""", "/questions/how~1easy")]
    [InlineData("""{"questions":{"nps_score":{"role":"csat","min":1,"max":5}}}""", "/questions/nps_score")]
    [InlineData("""{"questions":{"nps_score":{"role":"nps"}},"fields":{"customer_id":"customer.nr"}}""", "/fields/customer_id")]
    [InlineData("""{"questions":{"nps_score":{"role":"nps"}},"fields":{"customer_id":["a.b","c.d"],"attributes.store":"store"}}""", "/fields/customer_id", "/fields/attributes.store")]
    public async Task Set_SomethingThatMatchesNothingInTheSample_NamesItAndKeepsNothing(string mapping, params string[] pointers)
    {
        InputErrors errors = await SetAsync("own", mapping, Webhook);

        Assert.Equal(pointers, errors.Listed.Select(e => e.Pointer));
        Assert.Null(await new MappingStore(_tables, TimeProvider.System).FindAsync("p", "own", null, CancellationToken.None));
    }

    [Theory]
    [InlineData("typeform", "01-form_response-en.json")]
    [InlineData("jotform", "01-submission-en.multipart")]
    [InlineData("tally", "01-FORM_RESPONSE-en.json")]
    [InlineData("surveymonkey", "01-api-response-details-simple.json")]
    public async Task Set_MappingOfASampleWithTheSampleItself_FindsNothingWrongWithWhatItAnswers(string tool, string file)
    {
        if (!Sample.Exists(tool, file))
        {
            file = Sample.Expectations(tool).First(e => e.Expected.GetProperty("outcome").GetString() == "record").File;
        }

        JsonObject mapping = JsonNode.Parse(Sample.Bytes(tool, "mapping.json"))!.AsObject();
        string body = Encoding.UTF8.GetString(Sample.Bytes(tool, file));
        mapping["sample"] = file.EndsWith(".json", StringComparison.Ordinal) ? JsonNode.Parse(body) : JsonValue.Create(body);

        InputErrors errors = await new SetMapping(new MappingStore(_tables, TimeProvider.System), TimeProvider.System).SetAsync(
            "p", tool, survey: null, Encoding.UTF8.GetBytes(mapping.ToJsonString()), CancellationToken.None);

        // A sample need not answer every question; whatever is named has to be one that it leaves out.
        HashSet<string> answered = [.. Assert.Single(Assert.IsType<SurveyReading.Items>(SurveyAdapters.For(tool).Read(
            new SurveyRequest(tool, tool == "jotform" ? Sample.Json(tool, "01-submission-en.headers.json").GetProperty("Content-Type").GetString() : null, Sample.Bytes(tool, file), DateTimeOffset.UnixEpoch),
            Sample.Mapping(tool))).Values).Scores!.Select(s => s.Question!)];
        Assert.DoesNotContain(errors.Listed, e => answered.Contains(e.Pointer["/questions/".Length..].Replace("~1", "/", StringComparison.Ordinal)));
        Assert.DoesNotContain(errors.Listed, e => e.Pointer.StartsWith("/sample", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("surveymonkey", """{"event_type":"response_completed","object_id":"1","resources":{"survey_id":"2"}}""", "notification")]
    [InlineData("typeform", """{"hello":"world"}""", "malformed")]
    public async Task Set_SampleThatIsNoResponse_SaysWhatItIs(string source, string sample, string outcome)
    {
        InputErrors errors = await SetAsync(source, """{"questions":{"q":{"role":"nps"}}}""", sample);

        InputError error = Assert.Single(errors.Listed);
        Assert.Equal("/sample", error.Pointer);
        Assert.Contains(outcome, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"questions":{"q":{"role":"nps"}},"sample":17}""", "/sample")]
    [InlineData("""{"questions":{"q":{"role":"nps"}},"samples":{}}""", "/samples")]
    [InlineData("""{"questions":{"q":{"role":"nps"}},"samples":[{},{},{},{},{},{},{},{},{},{},{}]}""", "/samples")]
    public async Task Set_SamplesOfAnotherShape_AreRefused(string body, string pointer)
    {
        InputErrors errors = await new SetMapping(new MappingStore(_tables, TimeProvider.System), TimeProvider.System).SetAsync(
            "p", "own", survey: null, Encoding.UTF8.GetBytes(body), CancellationToken.None);

        Assert.Equal(pointer, Assert.Single(errors.Listed).Pointer);
    }

    [Fact]
    public async Task Set_LargerThanAnyMapping_IsRefusedBeforeStorageRefusesIt()
    {
        string note = new('n', 300_000);
        SetMapping set = new(new MappingStore(_tables, TimeProvider.System), TimeProvider.System);

        InputErrors large = await set.SetAsync("p", "own", null, Encoding.UTF8.GetBytes($$$"""{"questions":{"q":{"role":"nps"}},"note":"{{{note}}}"}"""), CancellationToken.None);
        InputErrors samples = await set.SetAsync("p", "own", null, Encoding.UTF8.GetBytes($$$"""{"questions":{"q":{"role":"nps"}},"sample":{"note":"{{{note}}}"}}"""), CancellationToken.None);
        InputErrors survey = await set.SetAsync("p", "own", new string('é', 151), """{"questions":{"q":{"role":"nps"}}}"""u8.ToArray(), CancellationToken.None);
        InputErrors longest = await set.SetAsync("p", "own", new string('é', 80), """{"questions":{"q":{"role":"nps"}}}"""u8.ToArray(), CancellationToken.None);

        Assert.Equal(["", "/sample", "/survey"], new[] { large, samples, survey }.Select(e => Assert.Single(e.Listed).Pointer));
        Assert.Empty(longest.Listed);
    }

    private Task<InputErrors> SetAsync(string source, string mapping, string sample)
    {
        JsonObject json = JsonNode.Parse(mapping)!.AsObject();
        json["sample"] = JsonNode.Parse(sample);
        return new SetMapping(new MappingStore(_tables, TimeProvider.System), TimeProvider.System).SetAsync(
            "p", source, survey: null, JsonSerializer.SerializeToUtf8Bytes(json), CancellationToken.None);
    }
}
