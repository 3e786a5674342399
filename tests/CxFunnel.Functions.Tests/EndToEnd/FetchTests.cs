using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;
using CxFunnel.Testing.SurveyApis;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>Webhooks that carry ids only, through the real app and stand-ins of the tools' APIs. Storage of its own: another app would take its messages.</summary>
public sealed class FetchTests : IAsyncLifetime
{
    private const string Token = "sesame-of-the-api";
    private const string SharedKey = "shared-key-of-the-tests";

    private Azurite _storage = null!;
    private SurveyApiStandIn _api = null!;

    public async Task InitializeAsync()
    {
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        _storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
        _api = await SurveyApiStandIn.StartAsync(Token);
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task Webhooks_OfIdsOnly_AreSetAsideWithoutATokenAndCountedAfterReplayWithOne()
    {
        await using (FunctionApp without = await StartAsync())
        {
            PutSurveyMonkey("1001", nps: 3);
            JsonElement answer = await TakeAsync(without, "surveymonkey", SurveyMonkey("1001"));
            Assert.Equal(1, answer.GetProperty("quarantined").GetInt32());
            Assert.Contains("Sources__surveymonkey__ApiToken", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }

        await using FunctionApp app = await StartAsync(
            ("Sources__surveymonkey__ApiToken", Token),
            ("Sources__surveymonkey__ApiBaseAddress", _api.Address),
            ("Sources__qualtrics__ApiToken", Token),
            ("Sources__qualtrics__ApiBaseAddress", _api.Address),
            ("Sources__qualtrics__Secrets__0", SharedKey),
            ("Fetch__FirstWait", "00:00:01"));
        using HttpResponseMessage replay = await app.Client.PostAsync(new Uri("api/operations/replay/quarantine", UriKind.Relative), content: null);
        Assert.Equal(1, (await RunningApp.JsonAsync(replay)).GetProperty("accepted").GetInt32());
        await RunningApp.CountedAsync(app.Client, "default", 1);

        // The API has too much to do, then fails, then does not know the response yet; and another webhook comes meanwhile.
        _api.AnswerNext(SurveyApiStandIn.Status(429, "Retry-After: 2"), SurveyApiStandIn.Status(500), SurveyApiStandIn.Status(404));
        PutSurveyMonkey("1002", nps: 9);
        PutQualtrics("R_1", nps: 10);
        Assert.Equal(1, (await TakeAsync(app, "surveymonkey", SurveyMonkey("1002"))).GetProperty("accepted").GetInt32());
        Assert.Equal(1, (await TakeAsync(app, "qualtrics", Qualtrics("R_1"))).GetProperty("accepted").GetInt32());
        await TakeAsync(app, "surveymonkey", SurveyMonkey("1002"));

        JsonElement total = await RunningApp.CountedAsync(app.Client, "default", 3);
        Assert.Equal((1L, 2L), (total.GetProperty("detractors").GetInt64(), total.GetProperty("promoters").GetInt64()));
        Assert.DoesNotContain(Token, app.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_WithAnAddressThatWouldLeakTheToken_DoesNotStart()
    {
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(("Sources__qualtrics__ApiToken", Token), ("Sources__qualtrics__ApiBaseAddress", "http://fra1.qualtrics.com")));

        Assert.Contains("Sources:qualtrics:ApiBaseAddress", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, refusal.Message, StringComparison.Ordinal);
    }

    private Task<FunctionApp> StartAsync(params (string Setting, string Value)[] settings) =>
        FunctionApp.StartAsync(_storage.ConnectionString, settings.ToDictionary(s => s.Setting, s => s.Value, StringComparer.Ordinal));

    private static async Task<JsonElement> TakeAsync(FunctionApp app, string source, (string ContentType, string Body) webhook)
    {
        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, $"api/surveys/{source}", Encoding.UTF8.GetBytes(webhook.Body), webhook.ContentType);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await RunningApp.JsonAsync(answer);
    }

    private static (string ContentType, string Body) SurveyMonkey(string response) => ("application/vnd.surveymonkey.response.v1+json", $$$"""
        {"name":"cx","filter_type":"survey","filter_id":"77","event_type":"response_completed","event_id":"1","object_type":"response","object_id":"{{{response}}}",
         "event_datetime":"2026-11-02T09:32:07.182613+00:00","resources":{"respondent_id":"{{{response}}}","survey_id":"77"}}
        """);

    private static (string ContentType, string Body) Qualtrics(string response)
    {
        string message = $$"""{"Status":"Complete","SurveyID":"SV_1","ResponseID":"{{response}}","BrandID":"b"}""";
        string hmac = Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(SharedKey), Encoding.UTF8.GetBytes(message)));
        return ("application/x-www-form-urlencoded", $"Topic=b.surveyengine.completedResponse.SV_1&HMAC={hmac}&MSG={Uri.EscapeDataString(message)}");
    }

    private void PutSurveyMonkey(string response, int nps)
    {
        _api.PutSurveyMonkey("77", response, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
            {"id":"{{{response}}}","survey_id":"77","response_status":"completed","date_modified":"2026-11-02T09:32:06+00:00","pages":[{"questions":[
             {"id":"1","family":"matrix","subtype":"rating","heading":"How likely is it that you would recommend us?","answers":[{"choice_id":"c{{{nps}}}","row_id":"r","simple_text":"{{{nps}}}"}]}]}]}
            """)));
        string choices = string.Join(',', Enumerable.Range(0, 11).Select(w => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"c{{w}}","text":"{{w}}","weight":{{w}}}""")));
        _api.PutSurveyMonkeyDefinition("77", Encoding.UTF8.GetBytes($$$"""
            {"id":"77","pages":[{"questions":[{"id":"1","family":"matrix","subtype":"rating","headings":[{"heading":"How likely is it that you would recommend us?"}],
             "answers":{"rows":[{"id":"r"}],"choices":[{{{choices}}}]} }]}]}
            """));
    }

    private void PutQualtrics(string response, int nps) => _api.PutQualtrics("SV_1", response, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
        {"result":{"responseId":"{{{response}}}","values":{"recordedDate":"2026-11-02T20:22:09.317Z","status":0,"finished":1,"QID1":{{{nps}}},"QID1_NPS_GROUP":3 },"labels":{ } },"meta":{"httpStatus":"200 - OK" } }
        """)));
}
