using System.Net;
using System.Text.Json;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class VerifyRouteTests(RunningApp app)
{
    [Fact]
    public async Task Verify_OfTheRunningApp_RecountsAndHealthShowsIt()
    {
        string program = RunningApp.NewProgram();
        using HttpResponseMessage taken = await app.PostAsync(
            $"api/feedback?program={program}", """{"sourceId":"1","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","scores":[{"type":"nps","value":9}]}""");
        await app.CountedAsync(program, 1);

        using HttpResponseMessage one = await app.PostAsync($"api/operations/verify?program={program}", "");
        using HttpResponseMessage all = await app.PostAsync("api/operations/verify", "");
        using HttpResponseMessage rebuilt = await app.PostAsync($"api/operations/rebuild?program={program}", "");
        using HttpResponseMessage health = await app.Client.GetAsync(new Uri("api/health", UriKind.Relative));

        JsonElement found = (await RunningApp.JsonAsync(one)).GetProperty("programs").EnumerateArray().Single();
        Assert.Equal((program, 1, 0), (found.GetProperty("program").GetString(), found.GetProperty("feedback").GetInt32(), found.GetProperty("differenceCount").GetInt32()));
        JsonElement everything = await RunningApp.JsonAsync(all);
        Assert.Contains(everything.GetProperty("programs").EnumerateArray(), p => p.GetProperty("program").GetString() == program);
        Assert.Equal(0, everything.GetProperty("differences").GetInt64());
        Assert.Equal(0, (await RunningApp.JsonAsync(rebuilt))[0].GetProperty("repairedDays").GetInt32());
        JsonElement latest = (await RunningApp.JsonAsync(health)).GetProperty("verification");
        Assert.Equal(everything.GetProperty("feedback").GetInt64(), latest.GetProperty("feedback").GetInt64());
        Assert.Equal(0, latest.GetProperty("differences").GetInt64());
    }

    [Fact]
    public async Task Verify_OfNoProgramName_Gets400()
    {
        using HttpResponseMessage answer = await app.PostAsync("api/operations/verify?program=NO", "");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
