using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Fetch;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

/// <summary>A genuine response whose answers nobody gave a role waits, whole, for a mapping.</summary>
public sealed class UnmappedResponseTests
{
    private const string Body = """{"event":"responseFinished","data":{"id":"r1","surveyId":"s1","finished":true,"updatedAt":"2026-11-02T08:00:00Z","data":{"clx1":9}}}""";

    [Fact]
    public async Task Take_AnswersWithoutARole_AreSetAsideAndReplayedByTheMappingOfTheirSurvey()
    {
        await using FetchBench bench = await FetchBench.StartAsync();

        IngestOutcome outcome = await TakeAsync(bench);
        await bench.Get<MappingStore>().PutAsync("default", "formbricks", "s1", """{"questions":{"clx1":{"role":"nps"}}}""", CancellationToken.None);
        QuarantineReplayReport replayed = await bench.Get<QuarantineReplay>().ReplayAsync("default", source: null, CancellationToken.None);

        Assert.Contains("mapping", Assert.IsType<IngestOutcome.Quarantined>(outcome).Reason, StringComparison.Ordinal);
        Assert.Equal(1, replayed.Accepted);
        Assert.Equal([new Score(ScoreType.Nps, 9, 0, 10, "clx1")], Assert.Single(bench.Inbox()).Scores);
    }

    [Fact]
    public async Task Replay_StillWithoutAMapping_SaysAgainWhatMakesItCount()
    {
        await using FetchBench bench = await FetchBench.StartAsync();

        IngestOutcome outcome = await TakeAsync(bench);
        QuarantineReplayReport replayed = await bench.Get<QuarantineReplay>().ReplayAsync("default", source: null, CancellationToken.None);

        Assert.Equal(Assert.IsType<IngestOutcome.Quarantined>(outcome).Reason, Assert.Single(replayed.Reasons).Key);
    }

    [Fact]
    public async Task Take_OnlyItsOwnSurveyHasAMapping_IsReadByIt()
    {
        await using FetchBench bench = await FetchBench.StartAsync();
        await bench.Get<MappingStore>().PutAsync("default", "formbricks", survey: null, """{"questions":{"other":{"role":"nps"}}}""", CancellationToken.None);
        await bench.Get<MappingStore>().PutAsync("default", "formbricks", "s1", """{"questions":{"clx1":{"role":"nps"}}}""", CancellationToken.None);

        Assert.Single(Assert.IsType<IngestOutcome.Accepted>(await TakeAsync(bench)).Ids);
    }

    private static Task<IngestOutcome> TakeAsync(FetchBench bench)
    {
        byte[] body = Encoding.UTF8.GetBytes(Body);
        return bench.Get<SurveyIngest>().TakeAsync(
            new SurveyDelivery("default", "formbricks", "application/json", new Dictionary<string, string>(StringComparer.Ordinal), body, body), CancellationToken.None);
    }
}
