using System.Globalization;
using System.Net;
using System.Text.Json;
using Azure.Data.Tables;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class FeedbackTests(RunningApp app)
{
    [Fact]
    public async Task Feedback_OfTheContractsExample_ReachesEveryNumberAndTheTable()
    {
        string program = RunningApp.NewProgram();
        const string item = """
            {"source":"generic","sourceId":"r-1001","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","occurredAt":"2026-10-30T00:00:00Z",
             "channel":"email","touchpoint":"delivery","language":"fr","country":"FR",
             "customer":{"id":"c-77","email":"a@example.com","segment":"premium","annualValue":2400,"currency":"EUR","renewalDate":"2027-01-15"},
             "scores":[{"type":"nps","value":3,"min":0,"max":10,"question":"q1"},{"type":"csat","value":2,"min":1,"max":5,"question":"q2","touchpoint":"delivery"},
                       {"type":"ces","value":6,"min":1,"max":7},{"type":"rating","value":2,"min":1,"max":5}],
             "expectation":{"expected":5,"actual":7,"unit":"days"},"causes":["late-delivery"],
             "comments":[{"question":"Pourquoi ?","text":"Livraison en retard de deux jours, personne ne répond."}],
             "author":"someone","url":"https://example.com/1","reach":1200,"attributes":{"store":"Lyon 3"}}
            """;

        using HttpResponseMessage answer = await app.PostAsync($"api/feedback?program={program}", item);
        JsonElement total = await app.CountedAsync(program, 1);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(1, (await RunningApp.JsonAsync(answer)).GetProperty("accepted").GetInt32());
        Assert.Equal(-100, total.GetProperty("nps").GetDouble());
        Assert.Equal(0.25, total.GetProperty("csatMean").GetDouble());
        Assert.Equal(0.833333, total.GetProperty("cesMean").GetDouble(), 6);
        Assert.Equal(0.25, total.GetProperty("ratingMean").GetDouble());
        Assert.Equal(2, total.GetProperty("gapMean").GetDouble());
        Assert.Equal(1, total.GetProperty("texts").GetInt64());

        TableClient table = new(app.Storage.ConnectionString, "metricsdaily");
        List<TableEntity> rows = await RowsAsync(table, $"{program}|202610", count: 8);
        string[] keys = [.. rows.Select(r => r.RowKey).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["20261030|all|all", "20261030|channel|email", "20261030|country|FR", "20261030|kind|survey", "20261030|language|fr",
             "20261030|segment|premium", "20261030|source|generic", "20261030|touchpoint|delivery"],
            keys);
        string[] columns =
        [
            "Feedback", "NpsResponses", "Promoters", "Passives", "Detractors", "Nps", "NpsLow", "NpsHigh", "CsatResponses", "CsatMean", "CsatLow", "CsatHigh",
            "CesResponses", "CesMean", "RatingResponses", "RatingMean", "Texts", "Positive", "Neutral", "Negative", "Mixed", "SentimentMean", "NetSentiment",
            "GapResponses", "GapMean", "ValueAtRisk", "UpdatedAt", "Date",
        ];
        Assert.All(rows, row => Assert.All(columns, column => Assert.NotNull(row[column])));
        Assert.All(rows, row => Assert.Equal(new DateTimeOffset(2026, 10, 30, 0, 0, 0, TimeSpan.Zero), row.GetDateTimeOffset("Date")));
    }

    [Fact]
    public async Task Feedback_ArrayAndLinesAndRepeats_CountDistinctItems()
    {
        string program = RunningApp.NewProgram();
        string[] items = [.. Enumerable.Range(0, 300).Select(i => Item(i, 2 + (i % 9)))];

        using HttpResponseMessage array = await app.PostAsync($"api/feedback?program={program}", $"[{string.Join(',', items[..200])}]");
        using HttpResponseMessage lines = await app.PostAsync($"api/feedback?program={program}", string.Join('\n', items[100..]), "application/x-ndjson");
        using HttpResponseMessage untyped = await app.PostAsync($"api/feedback?program={program}", string.Join("\r\n", items[290..]) + "\n");
        JsonElement total = await app.CountedAsync(program, 300);

        Assert.Equal(200, (await RunningApp.JsonAsync(array)).GetProperty("accepted").GetInt32());
        Assert.Equal(200, (await RunningApp.JsonAsync(lines)).GetProperty("accepted").GetInt32());
        Assert.Equal(10, (await RunningApp.JsonAsync(untyped)).GetProperty("accepted").GetInt32());
        Assert.Equal(300, total.GetProperty("npsResponses").GetInt64());
        Assert.Equal(Enumerable.Range(0, 300).Count(i => 2 + (i % 9) >= 9), total.GetProperty("promoters").GetInt64());
    }

    [Fact]
    public async Task Feedback_SentAgainWithOtherContent_ReplacesWhatItHadAdded()
    {
        string program = RunningApp.NewProgram();

        using HttpResponseMessage first = await app.PostAsync($"api/feedback?program={program}", Item(1, 0));
        await app.CountedAsync(program, 1);
        using HttpResponseMessage changed = await app.PostAsync(
            $"api/feedback?program={program}", Item(1, 10).Replace("2026-11-02", "2026-11-05", StringComparison.Ordinal));

        JsonElement total = await RunningApp.UntilAsync(
            async () => await RunningApp.TotalAsync(app.Client, program) is { } row && row.GetProperty("promoters").GetInt64() == 1 ? row : (JsonElement?)null, "the change");
        Assert.Equal(1, total.GetProperty("feedback").GetInt64());
        Assert.Equal(0, total.GetProperty("detractors").GetInt64());
        Assert.Equal("2026-11-05", total.GetProperty("date").GetString());
    }

    [Fact]
    public async Task Feedback_WithErrors_Gets400WithEachPointerAndNothingIsKept()
    {
        string program = RunningApp.NewProgram();

        using HttpResponseMessage answer = await app.PostAsync(
            $"api/feedback?program={program}",
            $$"""[{{Item(1, 9)}},{"kind":"poem","submittedAt":"yesterday"},{"kind":"review","submittedAt":"2026-11-02T09:15:00Z","scores":[{"type":"nps","value":11}]}]""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        JsonElement problem = await RunningApp.JsonAsync(answer);
        string[] pointers = [.. problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()!)];
        Assert.Equal(["/1/kind", "/1/submittedAt", "/1", "/2/scores/0/value"], pointers);
        Assert.Null(await RunningApp.TotalAsync(app.Client, program));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("[1,2]")]
    [InlineData("\u0000")]
    public async Task Feedback_OfRubbish_Gets400(string body)
    {
        using HttpResponseMessage answer = await app.PostAsync("api/feedback", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Feedback_OfAnotherType_Gets415()
    {
        using HttpResponseMessage answer = await app.PostAsync("api/feedback", Item(1, 1), "image/png");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("api/metrics?grain=hour")]
    [InlineData("api/metrics?by=mood")]
    [InlineData("api/metrics?from=tomorrow")]
    [InlineData("api/metrics?from=2026-12-01&to=2026-11-01")]
    [InlineData("api/metrics?format=xml")]
    [InlineData("api/metrics?program=NO")]
    public async Task Metrics_AskedWrongly_Gets400(string path)
    {
        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_ByDayWeekMonthAndTotal_AddUp()
    {
        string program = RunningApp.NewProgram();
        string[] items = [.. Enumerable.Range(0, 120).Select(i =>
            Item(i, i % 11).Replace("2026-11-02", new DateOnly(2026, 9, 1).AddDays(i % 60).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal))];
        using HttpResponseMessage answer = await app.PostAsync($"api/feedback?program={program}", $"[{string.Join(',', items)}]");
        await app.CountedAsync(program, 120);

        foreach (string grain in new[] { "day", "week", "month", "total" })
        {
            using HttpResponseMessage response = await app.Client.GetAsync(new Uri($"api/metrics?program={program}&grain={grain}&by=kind", UriKind.Relative));
            JsonElement json = await RunningApp.JsonAsync(response);
            JsonElement rows = json.GetProperty("rows");
            Assert.Equal("2026-10-30", json.GetProperty("to").GetString());
            Assert.Equal(120, rows.EnumerateArray().Sum(r => r.GetProperty("npsResponses").GetInt64()));
            Assert.Equal(grain switch { "day" => 60, "week" => 9, "month" => 2, _ => 1 }, rows.GetArrayLength());
        }
    }

    [Fact]
    public async Task Route_ThatDoesNotExist_Gets404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync(new Uri("api/nothing", UriKind.Relative))).StatusCode);

    [Fact]
    public async Task Route_AskedWithAnotherMethod_Gets405() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await app.Client.DeleteAsync(new Uri("api/feedback", UriKind.Relative))).StatusCode);

    [Fact]
    public async Task Health_WithStorageThere_Is200()
    {
        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri("api/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("healthy", (await RunningApp.JsonAsync(answer)).GetProperty("status").GetString());
    }

    private static string Item(int id, int nps) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"sourceId":"r-{{id}}","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","scores":[{"type":"nps","value":{{nps}}}],"comments":[{"text":"Number {{id}}."}]}
        """).Trim();

    private static async Task<List<TableEntity>> RowsAsync(TableClient table, string partition, int count)
    {
        await RunningApp.UntilAsync(async () => (await ReadAsync()).Count == count ? true : (bool?)null, $"{count} rows");
        return await ReadAsync();

        async Task<List<TableEntity>> ReadAsync()
        {
            List<TableEntity> rows = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
            {
                rows.Add(row);
            }

            return rows;
        }
    }
}
