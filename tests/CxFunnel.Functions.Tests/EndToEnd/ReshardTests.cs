using System.Net;
using CxFunnel.Azure;
using CxFunnel.Azure.Tables;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class ReshardTests(RunningApp app)
{
    /// <summary>More than the host works on at once.</summary>
    private const int Messages = 30;

    [Fact]
    public async Task Feedback_OfAProgramWhoseLedgerMoves_IsCountedAfterItAndThatOfOthersMeanwhile()
    {
        string moving = RunningApp.NewProgram();
        string other = RunningApp.NewProgram();
        await SendAsync(moving, 0);
        await app.CountedAsync(moving, 1);
        await BeginMoveAsync(moving);
        for (int i = 1; i <= Messages; i++)
        {
            await SendAsync(moving, i);
        }

        await SendAsync(other, 0);
        await app.CountedAsync(other, 1);

        // A timer ends the move as well.
        using HttpResponseMessage ended = await app.PostAsync($"api/operations/reshard?program={moving}&shards=2", "");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await app.CountedAsync(moving, Messages + 1);
        using HttpResponseMessage verified = await app.PostAsync($"api/operations/verify?program={moving}", "");
        Assert.Equal(0, (await RunningApp.JsonAsync(verified)).GetProperty("differences").GetInt64());
    }

    /// <summary>As far as a reshard gets that is killed before it copies anything.</summary>
    private async Task BeginMoveAsync(string program)
    {
        AzureTableStore tables = new(new StorageConnection { ConnectionString = app.Storage.ConnectionString });
        TableRow layout = (await tables.FindAsync(TableNames.Programs, "program", program, CancellationToken.None))!;
        layout["Layout"] = "Moving";
        layout["Shards"] = $"{layout.Text("Shards")} 2";
        Assert.IsType<CommitOutcome.Done>(await tables.CommitAsync(TableNames.Programs, [RowChange.Replace(layout, layout.ETag!)], CancellationToken.None));
        for (int shard = 0; shard < 4; shard++)
        {
            Assert.IsType<CommitOutcome.Done>(
                await tables.CommitAsync(TableNames.Ledger, [RowChange.Delete(new TableRow($"{program}|{shard:D2}", "h|open"), "*")], CancellationToken.None));
        }
    }

    private async Task SendAsync(string program, int number)
    {
        using HttpResponseMessage taken = await app.PostAsync(
            $"api/feedback?program={program}", $$"""{"sourceId":"r{{number}}","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","scores":[{"type":"nps","value":9}]}""");
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }
}
