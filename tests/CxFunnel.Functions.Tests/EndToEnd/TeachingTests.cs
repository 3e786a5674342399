using System.Net;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class TeachingTests(RunningApp app)
{
    [Fact]
    public async Task Labels_OfCountedFeedback_AreTakenTrainedOnAndSwitchedBack()
    {
        string program = RunningApp.NewProgram();
        string items = string.Join(',', Enumerable.Range(0, 40).Select(i =>
            $$"""{"sourceId":"{{i}}","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","language":"en","comments":[{"text":"The parcel came on a Tuesday, case {{i}}"}]}"""));
        using HttpResponseMessage taken = await app.PostAsync($"api/feedback?program={program}", $"[{items}]");
        string[] ids = [.. (await RunningApp.JsonAsync(taken)).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
        await app.CountedAsync(program, 40);

        foreach (string id in ids)
        {
            using HttpResponseMessage labelled = await PutAsync($"api/feedback/{id}/labels?program={program}", """{"labels":[{"sentiment":"negative"}]}""");
            Assert.Equal(HttpStatusCode.OK, labelled.StatusCode);
        }

        using HttpResponseMessage wrong = await PutAsync($"api/feedback/{ids[0]}/labels?program={program}", """{"labels":[{"sentiment":"angry"}]}""");
        using HttpResponseMessage unknown = await PutAsync($"api/feedback/{new string('0', 32)}/labels?program={program}", """{"labels":[]}""");
        using HttpResponseMessage trained = await app.PostAsync($"api/operations/train?program={program}", "");
        using HttpResponseMessage switched = await PutAsync($"api/operations/model?program={program}&use=shipped", "");
        using HttpResponseMessage missing = await PutAsync($"api/operations/model?program={program}&use=9", "");
        using HttpResponseMessage listed = await app.Client.GetAsync(new Uri($"api/models?program={program}", UriKind.Relative));

        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType!.MediaType);
        Assert.Equal("/labels/0/sentiment", (await RunningApp.JsonAsync(wrong)).GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        JsonElement training = await RunningApp.JsonAsync(trained);
        Assert.Equal(("taken", $"embedded/1.5+{program}.1"), (training.GetProperty("outcome").GetString(), training.GetProperty("version").GetString()));
        Assert.True((await RunningApp.JsonAsync(switched)).GetProperty("isPinned").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        JsonElement models = await RunningApp.JsonAsync(listed);
        Assert.Equal((0, 1), (models.GetProperty("using").GetInt32(), models.GetProperty("versions").GetArrayLength()));
    }

    [Fact]
    public async Task Corrections_FileWithAndWithoutAHeader_IsReadOrRefused()
    {
        string program = RunningApp.NewProgram();
        using HttpResponseMessage read = await app.PostAsync($"api/corrections?program={program}", "text,sentiment\nFine by me,positive\nFine by me,angry\n");
        using HttpResponseMessage refused = await app.PostAsync($"api/corrections?program={program}", "a,b\n1,2\n");

        JsonElement report = await RunningApp.JsonAsync(read);
        Assert.Equal((1, 1, 3), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejectedRows").GetInt32(), report.GetProperty("rejected")[0].GetProperty("row").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private async Task<HttpResponseMessage> PutAsync(string path, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await app.Client.SendAsync(request);
    }
}
