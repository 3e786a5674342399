using System.Text;
using CxFunnel.Pipeline.Ingest.Quarantine;

namespace CxFunnel.Azure.Tests.Replay;

public sealed class QuarantineReplayTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly string _program = StoredPipeline.NewProgram();

    private QuarantineStore Quarantine => pipeline.Get<QuarantineStore>();

    [Fact]
    public async Task Replay_OfInputsOfAllKinds_SendsOnWhatIsReadableNowAndKeepsTheRestWithItsReason()
    {
        await KeepAsync("feedback-inbox", StoredPipeline.Item(1, 9), "a rule of yesterday");
        await KeepAsync("feedback-inbox", """{"kind":"poem","submittedAt":"2026-11-02T09:15:00Z"}""", "something");
        await KeepAsync("some-tool", """{"nps":9,"comment":"Fine.","submitted_at":"2026-11-02T09:15:00Z"}""", "no adapter");
        await KeepAsync("typeform", """{"hello":"world"}""", "old words");

        QuarantineReplayReport report = await pipeline.Get<QuarantineReplay>().ReplayAsync(_program, source: null, CancellationToken.None);

        Assert.Equal((2, 0, 2), (report.Accepted, report.Ignored, report.Kept));
        IReadOnlyList<QuarantinedInput> left = await Quarantine.AllAsync(_program, CancellationToken.None);
        Assert.Equal(["feedback-inbox", "typeform"], left.Select(i => i.Source).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(left, i => i.Reason is "something" or "old words");
        Assert.Equal(left.Select(i => i.Reason).Order(StringComparer.Ordinal), report.Reasons.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_OfOneSource_LeavesTheOthers()
    {
        await KeepAsync("feedback-inbox", StoredPipeline.Item(1, 9), "x");
        await KeepAsync("some-tool", """{"nps":9,"submitted_at":"2026-11-02T09:15:00Z"}""", "x");

        QuarantineReplayReport report = await pipeline.Get<QuarantineReplay>().ReplayAsync(_program, "some-tool", CancellationToken.None);

        Assert.Equal(1, report.Accepted);
        Assert.Equal("feedback-inbox", Assert.Single(await Quarantine.AllAsync(_program, CancellationToken.None)).Source);
    }

    [Fact]
    public async Task Page_AfterPage_ShowsEachInputOnceTheNewestFirst()
    {
        for (int i = 0; i < 7; i++)
        {
            await Quarantine.KeepAsync(new SetAside(_program, "tally", null, Encoding.UTF8.GetBytes($"{i}"), $"reason {i}", At.AddMinutes(i)), CancellationToken.None);
        }

        IReadOnlyList<QuarantinedInput> first = await Quarantine.PageAsync(_program, null, null, 3, CancellationToken.None);
        IReadOnlyList<QuarantinedInput> second = await Quarantine.PageAsync(_program, null, first[^1].Id, 3, CancellationToken.None);
        IReadOnlyList<QuarantinedInput> third = await Quarantine.PageAsync(_program, null, second[^1].Id, 3, CancellationToken.None);

        Assert.Equal(["reason 6", "reason 5", "reason 4", "reason 3", "reason 2", "reason 1", "reason 0"], first.Concat(second).Concat(third).Select(i => i.Reason));
        Assert.All(first, i => Assert.True(QuarantineStore.IsId(i.Id)));
    }

    [Theory]
    [InlineData("""{"email":"zeb@example.com","answers":[{"text":"Call +33 6 12 34 56 78 or write to zeb@example.com"}],"nps":3}""")]
    [InlineData("email=zeb%40example.com&text=Call+%2B33+6+12+34+56+78&nps=3")]
    [InlineData("{\"email\":\"zeb@example.com\",\"text\":\"+33 6 12 34 56 78\",\"nps\":")]
    public void RedactedBody_OfWhatHoldsPersonalData_ShowsTheRestOfIt(string body)
    {
        string shown = pipeline.Get<RedactedBody>().Show(Encoding.UTF8.GetBytes(body), CancellationToken.None);

        Assert.Contains("nps", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("zeb", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("34 56", shown, StringComparison.Ordinal);
    }

    private Task<string> KeepAsync(string source, string body, string reason) =>
        Quarantine.KeepAsync(new SetAside(_program, source, "application/json", Encoding.UTF8.GetBytes(body), reason, At), CancellationToken.None);
}
