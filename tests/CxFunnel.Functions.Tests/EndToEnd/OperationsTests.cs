using System.Net;
using System.Text.Json;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class OperationsTests(RunningApp app)
{
    [Fact]
    public async Task Customer_Erased_IsGoneFromTheNumbersAndStaysGone()
    {
        string program = RunningApp.NewProgram();
        const string own = """{"sourceId":"1","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","customer":{"id":"c-1"},"scores":[{"type":"nps","value":0}]}""";
        const string others = """{"sourceId":"2","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","customer":{"id":"c-2"},"scores":[{"type":"nps","value":10}]}""";
        using HttpResponseMessage taken = await app.PostAsync($"api/feedback?program={program}", $"[{own},{others}]");
        await app.CountedAsync(program, 2);

        using HttpResponseMessage erased = await app.Client.DeleteAsync(new Uri($"api/customers/c-1?program={program}", UriKind.Relative));
        using HttpResponseMessage again = await app.PostAsync($"api/feedback?program={program}", own);
        using HttpResponseMessage marker = await app.PostAsync($"api/feedback?program={program}", others.Replace("\"2\"", "\"3\"", StringComparison.Ordinal));
        JsonElement total = await app.CountedAsync(program, 2);

        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        JsonElement certificate = await RunningApp.JsonAsync(erased);
        Assert.Equal("cxfunnel.erasure/1", certificate.GetProperty("schema").GetString());
        Assert.Equal(1, certificate.GetProperty("programs")[0].GetProperty("feedback").GetInt64());
        Assert.DoesNotContain("c-1", certificate.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((0, 2), (total.GetProperty("detractors").GetInt64(), total.GetProperty("promoters").GetInt64()));
    }

    [Fact]
    public async Task Quarantine_ListedShownAndReplayedAfterAMapping_EndsInTheNumbers()
    {
        string program = RunningApp.NewProgram();
        using HttpResponseMessage taken = await app.PostAsync(
            $"api/surveys/home-made?program={program}",
            $$"""{"response_id":"{{new string('x', 3_000)}}","nr":"17","nps":8,"email":"zeb@example.com","submitted_at":"2026-11-02T09:15:00Z"}""");
        Assert.Equal(1, (await RunningApp.JsonAsync(taken)).GetProperty("quarantined").GetInt32());

        JsonElement listed = await GetAsync($"api/quarantine?program={program}");
        string id = listed.GetProperty("inputs")[0].GetProperty("id").GetString()!;
        JsonElement shown = await GetAsync($"api/quarantine/{id}?program={program}");
        using HttpResponseMessage kept = await app.PostAsync($"api/quarantine/{id}/replay?program={program}", "");
        using HttpResponseMessage missing = await app.Client.GetAsync(new Uri($"api/quarantine/{new string('0', 36)}?program={program}", UriKind.Relative));

        Assert.DoesNotContain("xxx", listed.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("submitted_at", shown.GetProperty("redacted").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("zeb", shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("kept", (await RunningApp.JsonAsync(kept)).GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        using HttpRequestMessage mapping = new(HttpMethod.Put, $"api/sources/home-made/mapping?program={program}")
        {
            Content = new StringContent("""{"questions":{"nps":{"role":"nps"}},"fields":{"response_id":"nr"}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage mapped = await app.Client.SendAsync(mapping);
        Assert.True(mapped.IsSuccessStatusCode, await mapped.Content.ReadAsStringAsync());
        using HttpResponseMessage replayed = await app.PostAsync($"api/operations/replay/quarantine?program={program}&source=home-made", "");
        Assert.Equal("""{"accepted":1,"ignored":0,"kept":0,"reasons":{}}""", await replayed.Content.ReadAsStringAsync());
        JsonElement total = await app.CountedAsync(program, 1);
        Assert.Equal(1, total.GetProperty("passives").GetInt64());
        Assert.Equal(0, (await GetAsync($"api/quarantine?program={program}")).GetProperty("inputs").GetArrayLength());
    }

    [Fact]
    public async Task Poison_PutBack_SaysHowMany()
    {
        using HttpResponseMessage answer = await app.PostAsync("api/operations/replay/poison", "");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((await RunningApp.JsonAsync(answer)).GetProperty("feedbackInbox").GetInt32() >= 0);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await RunningApp.JsonAsync(answer);
    }
}
