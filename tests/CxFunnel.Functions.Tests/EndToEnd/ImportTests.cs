using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.App;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class ImportTests(RunningApp app)
{
    [Fact]
    public async Task Import_WithRepeatsAndRejects_SaysWhatBecameOfEachRow()
    {
        string program = RunningApp.NewProgram();
        byte[] export = Brandwatch.Export([.. Enumerable.Range(0, 1500), .. Enumerable.Range(0, 50)], rejected: 3);

        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, $"api/imports?program={program}", export, "text/csv");
        JsonElement status = await DoneAsync(app.Client, answer);

        Assert.Equal(1553, status.GetProperty("rows").GetInt64());
        Assert.Equal(1550, status.GetProperty("queued").GetInt64());
        Assert.Equal(1500, status.GetProperty("counted").GetInt64());
        Assert.Equal(50, status.GetProperty("duplicates").GetInt64());
        Assert.Equal(3, status.GetProperty("rejected").GetArrayLength());
        Assert.All(status.GetProperty("rejected").EnumerateArray(), r =>
        {
            Assert.True(r.GetProperty("row").GetInt64() > 1550);
            Assert.NotEmpty(r.GetProperty("reason").GetString()!);
        });
        await app.CountedAsync(program, 1500);
    }

    [Fact]
    public async Task Import_OfTheSameFileAgain_CountsNothingTwice()
    {
        string program = RunningApp.NewProgram();
        byte[] export = Brandwatch.Export(Enumerable.Range(0, 300));

        using HttpResponseMessage first = await RunningApp.PostAsync(app.Client, $"api/imports?program={program}", export, "text/csv");
        await DoneAsync(app.Client, first);
        using MultipartFormDataContent form = new() { { new ByteArrayContent(Gzip(export)), "file", "mentions.csv.gz" } };
        using HttpResponseMessage second = await app.Client.PostAsync(new Uri($"api/imports?program={program}", UriKind.Relative), form);
        JsonElement status = await DoneAsync(app.Client, second);

        Assert.Equal(0, status.GetProperty("counted").GetInt64());
        Assert.Equal(300, status.GetProperty("duplicates").GetInt64());
        await app.CountedAsync(program, 300);
    }

    [Fact]
    public async Task Import_OfAnyFileWithItsColumnsNamed_IsCounted()
    {
        string program = RunningApp.NewProgram();
        byte[] export = Encoding.UTF8.GetBytes("Wann;Was;Wie sehr\n03.04.2026 00:30;spät;3\n13.04.2026 12:00;gut;9\n");

        using HttpResponseMessage answer = await RunningApp.PostAsync(
            app.Client, $"api/imports?program={program}&source=shop&map=date:Wann,text:Was,nps:Wie%20sehr&timeZone=Europe/Berlin", export, "text/csv");
        JsonElement status = await DoneAsync(app.Client, answer);
        await app.CountedAsync(program, 2);

        Assert.Equal(2, status.GetProperty("counted").GetInt64());
        using HttpResponseMessage metrics = await app.Client.GetAsync(new Uri($"api/metrics?program={program}&grain=day", UriKind.Relative));
        // Half past midnight in Berlin is the day before in UTC, by which this program's days are divided.
        Assert.Equal(["2026-04-02", "2026-04-13"], (await RunningApp.JsonAsync(metrics)).GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("date").GetString()!));
    }

    [Theory]
    [InlineData("map=text", "/map")]
    [InlineData("timeZone=Nowhere", "/timeZone")]
    [InlineData("dayFirst=maybe", "/dayFirst")]
    public async Task Import_WithOptionsThatMakeNoSense_Gets400WithThePlace(string query, string pointer)
    {
        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, $"api/imports?{query}", "date,text\n"u8.ToArray(), "text/csv");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(pointer, (await RunningApp.JsonAsync(answer)).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task Import_OfAFileThatIsNoExport_FailsWithTheReason()
    {
        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, "api/imports", Encoding.UTF8.GetBytes("\u0001\u0002 nothing of use \u0003"), "text/csv");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        JsonElement status = await RunningApp.UntilAsync(
            async () => await StatusAsync(app.Client, answer) is var s && s.GetProperty("state").GetString() == "failed" ? s : (JsonElement?)null, "the failure");
        Assert.NotEmpty(status.GetProperty("reason").GetString()!);
    }

    [Theory]
    [InlineData("image/png", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=x", HttpStatusCode.BadRequest)]
    public async Task Import_OfAnotherType_IsRefused(string contentType, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await RunningApp.PostAsync(app.Client, "api/imports", "hello"u8.ToArray(), contentType);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Import_ThatNobodyStaged_Is404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync(new Uri("api/imports/no-such-import", UriKind.Relative))).StatusCode);

    [Fact]
    public async Task App_KilledAgainAndAgainInTheMiddle_EndsWithExactlyTheRightCounts()
    {
        const int mentions = 12_000;
        const int surveys = 60;
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
        byte[] export = Brandwatch.Export(Enumerable.Range(0, mentions));
        string? location = null;
        for (int life = 0; life < 4; life++)
        {
            await using FunctionApp mortal = await FunctionApp.StartAsync(storage.ConnectionString);
            location ??= (await RunningApp.PostAsync(mortal.Client, "api/imports", export, "text/csv")).Headers.Location!.ToString();
            for (int i = 0; i < surveys / 4; i++)
            {
                // Every life repeats a webhook of the one before.
                int token = (life * surveys / 4) + i;
                await SendAsync(mortal.Client, token);
                await SendAsync(mortal.Client, Math.Max(0, token - 7));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * life));
            await mortal.KillAsync();
        }

        await using FunctionApp last = await FunctionApp.StartAsync(storage.ConnectionString);
        JsonElement status = await RunningApp.UntilAsync(
            async () => await StatusAsync(last.Client, location!) is var s && s.GetProperty("state").GetString() == "done" ? s : (JsonElement?)null, "the import");
        JsonElement total = await RunningApp.CountedAsync(last.Client, "default", mentions + surveys);

        Assert.Equal(mentions, status.GetProperty("counted").GetInt64());
        Assert.Equal(0, status.GetProperty("duplicates").GetInt64());
        Assert.Equal(surveys, total.GetProperty("npsResponses").GetInt64());

        static async Task SendAsync(HttpClient client, int token)
        {
            using HttpResponseMessage answer = await RunningApp.PostAsync(
                client, "api/surveys/typeform", Encoding.UTF8.GetBytes(Typeform.Body($"token-{token}", token % 11)), "application/json");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
    }

    private static async Task<JsonElement> DoneAsync(HttpClient client, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await RunningApp.UntilAsync(
            async () => await StatusAsync(client, answer) is var s && s.GetProperty("state").GetString() == "done" ? s : (JsonElement?)null, "the import");
    }

    private static Task<JsonElement> StatusAsync(HttpClient client, HttpResponseMessage answer) => StatusAsync(client, answer.Headers.Location!.ToString());

    private static async Task<JsonElement> StatusAsync(HttpClient client, string location)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(location, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningApp.JsonAsync(response);
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
