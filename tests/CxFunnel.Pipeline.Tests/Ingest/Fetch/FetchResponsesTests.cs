using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Samples;
using CxFunnel.Pipeline.Tests.Ingest.Surveys;
using CxFunnel.Testing.SurveyApis;
using static CxFunnel.Testing.SurveyApis.SurveyApiStandIn;

namespace CxFunnel.Pipeline.Tests.Ingest.Fetch;

public sealed class FetchResponsesTests
{
    [Theory]
    [InlineData("surveymonkey", "01-webhook-response_completed.json")]
    [InlineData("surveymonkey", "02-webhook-response_updated-collector.json")]
    [InlineData("surveymonkey", "03-webhook-response_created.json")]
    [InlineData("qualtrics", "01-event-unsigned.form.txt")]
    [InlineData("qualtrics", "02-event-signed.form.txt")]
    public async Task Fetch_ResponseOfASample_IsWhatTheSampleExpects(string tool, string webhook)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        JsonElement expected = Sample.Expectations(tool).Single(e => e.File == webhook).Expected;
        await bench.Get<MappingStore>().PutAsync("default", tool, survey: null, Encoding.UTF8.GetString(Sample.Bytes(tool, "mapping.json")), CancellationToken.None);
        DateTimeOffset receivedAt = bench.Clock.GetUtcNow();

        IngestOutcome outcome = await bench.TakeSampleAsync(tool, webhook, expected.GetProperty("joined_with").GetString());
        bench.Clock.Advance(TimeSpan.FromMinutes(3));
        await bench.RunAsync();

        FeedbackItem item = Assert.Single(bench.Inbox());
        ExpectedRecord.Check(Assert.Single(expected.GetProperty("records").EnumerateArray()), item, receivedAt);
        Assert.Equal([FeedbackId.Of("default", item)], Assert.IsType<IngestOutcome.Accepted>(outcome).Ids);
    }

    [Fact]
    public async Task Fetch_ResponsesOfOneSurvey_AsksForItsDefinitionOnce()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        await bench.TakeSampleAsync("surveymonkey", "02-webhook-response_updated-collector.json", "02-api-response-details-plain.json");

        await bench.RunAsync();

        Assert.Equal(2, bench.Inbox().Count);
        Assert.Equal(
            ["/v3/surveys/502117430/responses/118700234561/details?simple=true", "/v3/surveys/502117430/details", "/v3/surveys/502117430/responses/118700240077/details?simple=true"],
            bench.Api.Calls);
    }

    [Fact]
    public async Task Fetch_EventRepeated_AsksOnceForEachVersion()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        await bench.RunAsync();
        int first = bench.Api.Calls.Count;

        // The same event again, one that is older than what was fetched, and one that is newer.
        await bench.TakeAsync();
        await TakeEventAtAsync(bench, "2025-01-01T00:00:00.000001+00:00");
        await bench.RunAsync();
        int repeated = bench.Api.Calls.Count;
        await TakeEventAtAsync(bench, "2026-11-02T09:00:00+00:00");
        await bench.RunAsync();

        Assert.Equal((2, 2, 3), (first, repeated, bench.Api.Calls.Count));
        Assert.Equal(0, bench.Waiting);
        Assert.Null(await bench.SetAsideAsync());
    }

    private static async Task TakeEventAtAsync(FetchBench bench, string happenedAt)
    {
        string sample = Encoding.UTF8.GetString(Sample.Bytes("surveymonkey", "01-webhook-response_completed.json"));
        using JsonDocument json = JsonDocument.Parse(sample);
        byte[] body = Encoding.UTF8.GetBytes(sample.Replace(json.RootElement.GetProperty("event_datetime").GetString()!, happenedAt, StringComparison.Ordinal));
        await bench.Get<SurveyIngest>().TakeAsync(
            new SurveyDelivery("default", "surveymonkey", "application/json", new Dictionary<string, string>(StringComparer.Ordinal), body, body), CancellationToken.None);
    }

    [Fact]
    public async Task Fetch_Preview_KeepsNothing()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeSampleAsync("qualtrics", "03-event-signed-hmac-first.form.txt", "03-api-response-preview.json");

        await bench.RunAsync();

        Assert.Empty(bench.Inbox());
        Assert.Null(await bench.SetAsideAsync());
        Assert.Equal(0, bench.Waiting);
    }

    [Theory]
    [InlineData("Retry-After: 90")]
    [InlineData("Retry-After: Mon, 02 Nov 2026 09:01:30 GMT")]
    [InlineData("X-Ratelimit-App-Global-Minute-Remaining: 0", "X-Ratelimit-App-Global-Minute-Reset: 90", "X-Ratelimit-App-Global-Day-Remaining: 3")]
    public async Task Fetch_TooManyCalls_LeavesTheApiAloneForAsLongAsItAsks(params string[] headers)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        await bench.TakeSampleAsync("surveymonkey", "02-webhook-response_updated-collector.json", "02-api-response-details-plain.json");
        bench.Api.AnswerNext(Status(429, headers));

        await bench.RunForAsync(TimeSpan.FromSeconds(89));
        int callsWhileClosed = bench.Api.Calls.Count;
        await bench.RunForAsync(TimeSpan.FromSeconds(5));

        // The second response is not asked for either: the limit is the account's.
        Assert.Equal(1, callsWhileClosed);
        Assert.Equal(2, bench.Inbox().Count);
        Assert.Null(await bench.SetAsideAsync());
    }

    [Fact]
    public async Task Fetch_DayLimitUsedUp_WaitsADayAndNotForever()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(Status(429, "Retry-After: 99999999"));

        await bench.RunAsync();
        await bench.RunForAsync(TimeSpan.FromHours(24), TimeSpan.FromHours(1));
        await bench.RunForAsync(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));

        Assert.Single(bench.Inbox());
    }

    [Fact]
    public async Task Fetch_ManyAtOnce_KeepsThePaceAndRequeuesEachOnce()
    {
        await using FetchBench bench = await FetchBench.StartAsync(("Sources:qualtrics:ApiCallsPerMinute", "60"));
        int sent = 0;
        bench.Queues.OnSent = (queue, _) => sent += queue == QueueNames.FetchResponses ? 1 : 0;
        byte[] response = Sample.Bytes("qualtrics", "01-api-response.json");
        for (int i = 0; i < 100; i++)
        {
            string id = $"R_{i.ToString(CultureInfo.InvariantCulture)}";
            bench.Api.PutQualtrics("SV_1", id, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(response).Replace("R_2eT9qWvXyZ01aBc", id, StringComparison.Ordinal)));
            byte[] form = Encoding.UTF8.GetBytes($"Topic=b.surveyengine.completedResponse.SV_1&SurveyID=SV_1&ResponseID={id}");
            await bench.Get<SurveyIngest>().TakeAsync(new SurveyDelivery("default", "qualtrics", null, new Dictionary<string, string>(StringComparer.Ordinal), form, form), CancellationToken.None);
        }

        await bench.RunAsync();
        int atOnce = bench.Api.Calls.Count;
        await bench.RunForAsync(TimeSpan.FromSeconds(60));
        int afterAMinute = bench.Api.Calls.Count;
        await bench.RunForAsync(TimeSpan.FromSeconds(60));

        Assert.InRange(atOnce, 1, 6);
        Assert.InRange(afterAMinute, 60, 67);
        Assert.Equal(100, bench.Inbox().Count);
        Assert.Equal(100, bench.Api.Calls.Count);
        Assert.InRange(sent, 100, 200);
    }

    [Fact]
    public async Task Fetch_TokenExpired_GoesToQuarantineAndIsFetchedAfterReplay()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        bench.Api.Token = "the-new-one";
        await bench.TakeAsync();

        await bench.RunAsync();

        QuarantinedInput input = (await bench.SetAsideAsync())!;
        Assert.Contains("401", input.Reason, StringComparison.Ordinal);
        Assert.Contains("Sources__surveymonkey__ApiToken", input.Reason, StringComparison.Ordinal);
        Assert.Equal(Sample.Bytes("surveymonkey", "01-webhook-response_completed.json"), await bench.Get<QuarantineStore>().BodyAsync(input, CancellationToken.None));

        bench.Get<Sources>().Of("surveymonkey").ApiToken = "the-new-one";
        ReplayedInput replayed = await bench.Get<QuarantineReplay>().ReplayAsync(input, CancellationToken.None);
        await bench.RunAsync();

        Assert.Equal(ReplayedInput.Accepted, replayed.Outcome);
        Assert.Equal([FeedbackId.Of("default", Assert.Single(bench.Inbox()))], replayed.Ids);
        Assert.Null(await bench.SetAsideAsync());
    }

    [Theory]
    [InlineData("surveymonkey", "ApiToken", "Sources__surveymonkey__ApiToken")]
    [InlineData("qualtrics", "ApiToken", "Sources__qualtrics__ApiToken")]
    [InlineData("qualtrics", "ApiBaseAddress", "Sources__qualtrics__ApiBaseAddress")]
    public async Task Take_WithoutASetting_SetsAsideWithItsNameUntilItIsSetAndReplayed(string tool, string missing, string named)
    {
        await using FetchBench bench = await FetchBench.StartAsync(($"Sources:{tool}:{missing}", null));
        (string webhook, string response) = tool == "qualtrics" ? ("01-event-unsigned.form.txt", "01-api-response.json") : ("01-webhook-response_completed.json", "01-api-response-details-simple.json");

        IngestOutcome outcome = await bench.TakeSampleAsync(tool, webhook, response);

        Assert.Contains(named, Assert.IsType<IngestOutcome.Quarantined>(outcome).Reason, StringComparison.Ordinal);
        QuarantinedInput input = (await bench.SetAsideAsync())!;
        Assert.Equal(ReplayedInput.Kept, (await bench.Get<QuarantineReplay>().ReplayAsync(input, CancellationToken.None)).Outcome);

        SourceOptions source = bench.Get<Sources>().Of(tool);
        (source.ApiToken, source.ApiBaseAddress) = (FetchBench.FirstToken, bench.Api.Address);
        await bench.Get<QuarantineReplay>().ReplayAsync("default", tool, CancellationToken.None);
        await bench.RunAsync();

        Assert.Single(bench.Inbox());
        Assert.Null(await bench.SetAsideAsync());
    }

    [Theory]
    [InlineData(400, "refuses the call (400)")]
    [InlineData(403, "View Response Details")]
    [InlineData(410, "refuses the call (410)")]
    [InlineData(413, "refuses the call (413)")]
    public async Task Fetch_Refused_GoesToQuarantineAtOnce(int status, string reason)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(Status(status));

        await bench.RunAsync();

        Assert.Contains(reason, (await bench.SetAsideAsync())!.Reason, StringComparison.Ordinal);
        Assert.Equal(0, bench.Waiting);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Fetch_Redirected_NeverTakesTheTokenToAnotherHost(int status)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await using SurveyApiStandIn elsewhere = await StartAsync("x");
        await bench.TakeAsync();
        bench.Api.AnswerNext(Status(status, $"Location: {elsewhere.Address}/v3/surveys/1/responses/2/details"));

        await bench.RunAsync();

        Assert.Empty(elsewhere.Calls);
        Assert.Contains("Sources__surveymonkey__ApiBaseAddress", (await bench.SetAsideAsync())!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1/../../../v3/users/me")]
    [InlineData("1?x=")]
    [InlineData("1#")]
    [InlineData("1%2f..")]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("\\\\evil.example")]
    [InlineData("1\r\nHost: evil.example")]
    [InlineData("①")]
    [InlineData("")]
    public async Task Take_IdThatIsNone_IsSetAsideWithoutACall(string id)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        foreach ((string survey, string response) in new[] { (id, "1"), ("1", id) })
        {
            foreach (string tool in new[] { "surveymonkey", "qualtrics" })
            {
                byte[] body = tool == "qualtrics"
                    ? JsonSerializer.SerializeToUtf8Bytes(new { Topic = "b.surveyengine.completedResponse.x", SurveyID = survey, ResponseID = response })
                    : JsonSerializer.SerializeToUtf8Bytes(new { event_type = "response_completed", object_id = response, resources = new { survey_id = survey } });
                IngestOutcome outcome = await bench.Get<SurveyIngest>().TakeAsync(
                    new SurveyDelivery("default", tool, "application/json", new Dictionary<string, string>(StringComparer.Ordinal), body, body), CancellationToken.None);
                Assert.IsType<IngestOutcome.Quarantined>(outcome);
                bench.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await bench.RunAsync();

        Assert.Empty(bench.Api.Calls);
    }

    [Fact]
    public async Task Fetch_NotReadableYet_TriesAgainUntilItIs()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(Status(404), Status(404));

        await bench.RunForAsync(TimeSpan.FromSeconds(29));
        int early = bench.Api.Calls.Count;
        await bench.RunForAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, early);
        Assert.Single(bench.Inbox());
    }

    [Fact]
    public async Task Fetch_NeverKnown_GoesToQuarantineAfterHalfAnHour()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeSampleAsync("qualtrics", "01-event-unsigned.form.txt", response: null);

        await bench.RunForAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));

        Assert.Contains("404", (await bench.SetAsideAsync())!.Reason, StringComparison.Ordinal);
        Assert.Equal(0, bench.Waiting);
        Assert.InRange(bench.Api.Calls.Count, 5, 9);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("broken")]
    public async Task Fetch_FailingForAWhile_IsFetchedInTheEnd(string failure)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> fail = failure switch { "500" => Status(500), "503" => Status(503, "Retry-After: 120"), _ => BreakOff };
        bench.Api.AnswerNext(fail, fail, fail);

        await bench.RunForAsync(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5));

        Assert.Single(bench.Inbox());
        Assert.Null(await bench.SetAsideAsync());
    }

    [Fact]
    public async Task Fetch_DefinitionNotThereForAWhile_WaitsForItsWeights()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(context => context.Response.Body.WriteAsync(Sample.Bytes("surveymonkey", "01-api-response-details-simple.json")).AsTask(), Status(500));

        await bench.RunAsync();
        bool isEarly = bench.Inbox().Count > 0;
        await bench.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.False(isEarly);
        Assert.Single(bench.Inbox());
    }

    [Fact]
    public async Task Fetch_FailingForADay_GoesToQuarantineWithWhatFailed()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext([.. Enumerable.Repeat(Status(502), 200)]);

        await bench.RunForAsync(TimeSpan.FromHours(26), TimeSpan.FromMinutes(10));

        string reason = (await bench.SetAsideAsync())!.Reason;
        Assert.Contains("answered 502", reason, StringComparison.Ordinal);
        Assert.Contains("24", reason, StringComparison.Ordinal);
        Assert.InRange(bench.Api.Calls.Count, 24, 36);
    }

    [Fact]
    public async Task Fetch_ApiThatHangs_IsGivenUpAndAskedAgain()
    {
        await using FetchBench bench = await FetchBench.StartAsync(("Fetch:CallTimeout", "00:00:01"));
        await bench.TakeAsync();
        bench.Api.AnswerNext(Hang);

        await bench.RunAsync();
        await bench.RunForAsync(TimeSpan.FromSeconds(31));

        Assert.Single(bench.Inbox());
    }

    [Fact]
    public async Task Fetch_ApiThatIsNotThere_IsAskedAgain()
    {
        string gone;
        await using (SurveyApiStandIn api = await StartAsync("x"))
        {
            gone = api.Address;
        }

        await using FetchBench bench = await FetchBench.StartAsync(("Sources:surveymonkey:ApiBaseAddress", gone));
        await bench.TakeAsync();

        await bench.RunAsync();

        Assert.Equal(1, bench.Waiting);
        Assert.Null(await bench.SetAsideAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_AnswerThatIsTooLarge_IsNotReadToItsEnd(bool isCompressed)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(async context =>
        {
            byte[] spaces = Enumerable.Repeat((byte)' ', 1024 * 1024).ToArray();
            context.Response.Headers.ContentEncoding = isCompressed ? "gzip" : "identity";
            await using Stream body = isCompressed ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            for (int i = 0; i < 200 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await body.WriteAsync(spaces);
            }
        });

        await bench.RunAsync();

        Assert.Contains("over 5 MB", (await bench.SetAsideAsync())!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Sign in</html>", "cannot be read")]
    [InlineData("""{"id":"999","pages":[{"questions":[{"id":"1","family":"open_ended","answers":[{"text":"Someone else's."}]}]}]}""", "another response")]
    public async Task Fetch_AnswerThatIsNotTheResponse_GoesToQuarantine(string answer, string reason)
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.TakeAsync();
        bench.Api.AnswerNext(context => context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer)).AsTask());

        await bench.RunAsync();

        Assert.Contains(reason, (await bench.SetAsideAsync())!.Reason, StringComparison.Ordinal);
        Assert.Empty(bench.Inbox());
    }
}
