using System.Net;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class SurveyTests(RunningApp app)
{
    [Fact]
    public async Task Webhook_PostedFiftyTimesAtOnce_CountsOnce()
    {
        string program = RunningApp.NewProgram();
        string body = Typeform.Body("token-of-fifty", 9);

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            app.PostAsync($"api/surveys/typeform?program={program}", body, with: Typeform.Signed(body))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.StatusCode));
        string[] ids = await Task.WhenAll(answers.Select(async a => (await RunningApp.JsonAsync(a)).GetProperty("ids")[0].GetString()!));
        Assert.Single(ids.Distinct());
        JsonElement total = await app.CountedAsync(program, 1);
        Assert.Equal(1, total.GetProperty("npsResponses").GetInt64());
        Assert.Equal(1, total.GetProperty("promoters").GetInt64());
    }

    [Fact]
    public async Task Webhook_TamperedWith_Gets401AndIsNotStored()
    {
        string program = RunningApp.NewProgram();
        string body = Typeform.Body("token-of-tampering", 0);
        Action<HttpRequestMessage> signature = Typeform.Signed(body);

        using HttpResponseMessage tampered = await app.PostAsync($"api/surveys/typeform?program={program}", body.Replace("\"number\":0", "\"number\":10", StringComparison.Ordinal), with: signature);
        using HttpResponseMessage unsigned = await app.PostAsync($"api/surveys/typeform?program={program}", body);
        using HttpResponseMessage genuine = await app.PostAsync($"api/surveys/typeform?program={program}", body, with: signature);

        Assert.Equal(HttpStatusCode.Unauthorized, tampered.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal("application/problem+json", tampered.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Accepted, genuine.StatusCode);
        JsonElement total = await app.CountedAsync(program, 1);
        Assert.Equal(1, total.GetProperty("detractors").GetInt64());
    }

    [Fact]
    public async Task Webhook_SignedButNotTypeforms_IsSetAsideAndAnswered202()
    {
        const string body = """{"hello":"world"}""";

        using HttpResponseMessage answer = await app.PostAsync("api/surveys/typeform", body, with: Typeform.Signed(body));

        JsonElement json = await RunningApp.JsonAsync(answer);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(0, json.GetProperty("accepted").GetInt32());
        Assert.Equal(1, json.GetProperty("quarantined").GetInt32());
        Assert.NotEmpty(json.GetProperty("reason").GetString()!);
    }

    [Theory]
    [InlineData("api/surveys/tally", "rubbish{")]
    [InlineData("api/surveys/tally", "")]
    [InlineData("api/surveys/formbricks", "{\"a\":")]
    [InlineData("api/surveys/Not_A_Name", "{}")]
    [InlineData("api/surveys/typeform/and/more", "{}")]
    [InlineData("api/surveys/tally?program=NO", "{}")]
    public async Task Webhook_OfRubbish_Gets400WithAReason(string path, string body)
    {
        using HttpResponseMessage answer = await app.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        JsonElement error = (await RunningApp.JsonAsync(answer)).GetProperty("errors")[0];
        Assert.NotEmpty(error.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Webhook_OfAToolThatNobodyKnows_IsNever404()
    {
        using HttpResponseMessage answer = await app.PostAsync("api/surveys/some-new-tool", """{"nobody":"knows"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Handshake_BeforeTheFirstWebhook_Gets200(string method)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), "api/surveys/surveymonkey");

        using HttpResponseMessage answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Webhook_Over5Megabytes_Gets413()
    {
        byte[] body = Encoding.UTF8.GetBytes("{\"a\":\"" + new string('x', 5 * 1024 * 1024) + "\"}");

        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, "api/surveys/tally", body, "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Webhook_CompressedOver5MegabytesInside_Gets413()
    {
        using MemoryStream compressed = new();
        await using (System.IO.Compression.GZipStream gzip = new(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[40 * 1024 * 1024]);
        }

        using HttpResponseMessage answer = await RunningApp.PostAsync(
            app.Client, "api/surveys/tally", compressed.ToArray(), "application/json", r => r.Content!.Headers.ContentEncoding.Add("gzip"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Webhook_WithPersonalDataAndWords_LeavesNoneInTheLog()
    {
        string program = RunningApp.NewProgram();
        string body = Typeform.Body("token-of-privacy", 2, "Call me on +33 6 12 34 56 78, says Zebulonia Quark.");
        string broken = body.Replace("\"number\":2", "\"number\":oops", StringComparison.Ordinal);

        using HttpResponseMessage good = await app.PostAsync($"api/surveys/typeform?program={program}&code=sesame-key", body, with: Typeform.Signed(body));
        using HttpResponseMessage bad = await app.PostAsync($"api/surveys/typeform?program={program}&code=sesame-key", broken, with: Typeform.Signed(broken));
        await app.CountedAsync(program, 1);

        Assert.DoesNotContain("Zebulonia", app.App.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("12 34 56", app.App.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame-key", app.App.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Zebulonia", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mapping_SetForASource_DecidesWhatAWebhookBecomes()
    {
        string program = RunningApp.NewProgram();
        const string body = """{"id":"m-1","when":"2026-10-05T08:00:00Z","answers":{"stars":"4","why":"The lamp flickers."}}""";
        const string mapping = """
            {"questions":{"answers.stars":{"role":"csat","min":1,"max":5},"answers.why":{"role":"comment"}},
             "fields":{"response_id":["id"],"submitted_at":["when"]}}
            """;

        using HttpRequestMessage wrong = new(HttpMethod.Put, $"api/sources/own-tool/mapping?program={program}")
        {
            Content = new StringContent("""{"questions":{"a":{"role":"mood"}}}""", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage refused = await app.Client.SendAsync(wrong);
        using HttpResponseMessage kept = await app.Client.PutAsync(
            new Uri($"api/sources/own-tool/mapping?program={program}", UriKind.Relative), new StringContent(mapping, Encoding.UTF8, "application/json"));
        using HttpResponseMessage preview = await app.PostAsync($"api/sources/own-tool/mapping/preview?program={program}", body);
        using HttpResponseMessage sent = await app.PostAsync($"api/surveys/own-tool?program={program}", body);
        JsonElement total = await app.CountedAsync(program, 1);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("/questions/a/role", (await RunningApp.JsonAsync(refused)).GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        JsonElement shown = await RunningApp.JsonAsync(preview);
        Assert.Equal("record", shown.GetProperty("outcome").GetString());
        Assert.Equal(4, shown.GetProperty("items")[0].GetProperty("scores")[0].GetProperty("value").GetDouble());
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.Equal(0.75, total.GetProperty("csatMean").GetDouble());
    }
}
