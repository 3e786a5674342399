using System.Text;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;

namespace CxFunnel.Azure.Tests.Erase;

public sealed class EraseCustomerTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    private static readonly DateOnly Day = new(2026, 10, 5);

    private readonly string _program = StoredPipeline.NewProgram();

    [Fact]
    public async Task Erase_OfACustomer_LeavesWhatWouldBeThereHadTheyNeverSpoken()
    {
        await pipeline.CountAsync(_program, [.. Own(0, 30), .. Others(100, 40)]);
        await pipeline.RollUpAsync(_program);

        ErasureCertificate certificate = await EraseAsync("c-77");

        ProgramErasure erased = Assert.Single(certificate.Programs);
        Assert.Equal((30, 6), (erased.Feedback, erased.Days.Count));
        Assert.Equal(64, certificate.Seal.Length);
        Assert.Equal(40, await CountedAsync());
        Assert.Empty(await DifferencesAsync());
        TableRow[] tombstones = [.. (await pipeline.LedgerAsync(_program, LedgerKeys.Feedback)).Where(r => r.Text("State") == "erased")];
        Assert.Equal(30, tombstones.Length);
        Assert.All(tombstones, t => Assert.Equal(["ContentHash", "Contribution", "CountedAt", "Day", "State"], t.Columns.Keys.Order(StringComparer.Ordinal)));
        Assert.All(tombstones, t => Assert.True(Aggregates.FromBytes(t.Bytes("Contribution")).IsEmpty));
    }

    [Fact]
    public async Task Erase_FollowedByEveryKindOfReplay_BringsNothingBack()
    {
        await pipeline.CountAsync(_program, [.. Own(0, 10), .. Others(100, 5)]);
        await EraseAsync("c-77");

        await pipeline.CountAsync(_program, Own(0, 10));
        await pipeline.CountAsync(_program, Own(0, 10).Select(i => i.Replace("\"value\":", "\"value\": 1", StringComparison.Ordinal))); // another version
        await pipeline.CountAsync(_program, Own(0, 10).Select(i => i.Replace("c-77", "c-78", StringComparison.Ordinal))); // the same feedback, said to be another's
        await pipeline.CountAsync(_program, Own(50, 10)); // of before the erasure, and never seen: it was on its way
        await pipeline.RollUpAsync(_program);

        Assert.Equal(5, await CountedAsync());
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Erase_FollowedByNewFeedbackOfTheCustomer_CountsIt()
    {
        await pipeline.CountAsync(_program, Own(0, 3));
        await EraseAsync("c-77");

        await pipeline.CountAsync(_program, StoredPipeline.Item(9, 9, new DateOnly(2099, 1, 1), more: ""","customer":{"id":"c-77"}"""));

        Assert.Equal(1, await CountedAsync());
    }

    [Fact]
    public async Task Erase_KeepingCounts_LeavesTheNumbersAndNothingElse()
    {
        await pipeline.CountAsync(_program, [.. Own(0, 12), .. Others(100, 8)]);
        await pipeline.RollUpAsync(_program);

        ErasureCertificate certificate = await EraseAsync("c-77", keepCounts: true);
        await pipeline.CountAsync(_program, Own(0, 12));

        Assert.True(certificate.KeptCounts);
        Assert.Equal(20, await CountedAsync());
        Assert.Empty(await DifferencesAsync());
        Assert.DoesNotContain(await pipeline.LedgerAsync(_program, LedgerKeys.Feedback), r => r.Text("State") == "erased" && r["Item"] is not null);
    }

    [Fact]
    public async Task Erase_ByEmailInAnyCase_FindsWhatWasSentWithoutAnId()
    {
        await pipeline.CountAsync(_program, StoredPipeline.Item(1, 3, Day, more: ""","customer":{"email":"Ann@Example.com"}"""), StoredPipeline.Item(2, 9, Day));

        ErasureCertificate certificate = await EraseAsync("ANN@example.com");

        Assert.Equal(1, certificate.Programs[0].Feedback);
        Assert.Equal(1, await CountedAsync());
    }

    [Fact]
    public async Task Erase_WhileOthersAreCounted_KeepsTheSumsExact()
    {
        await pipeline.CountAsync(_program, Own(0, 40));
        using CancellationTokenSource stop = new();
        Task counting = Task.Run(async () =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                await pipeline.CountAsync(_program, Others(100 + (i % 20 * 5), 5));
            }
        });

        ErasureCertificate certificate = await EraseAsync("c-77");
        await stop.CancelAsync();
        await counting;
        await pipeline.RollUpAsync(_program);

        Assert.Equal(40, certificate.Programs[0].Feedback);
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Erase_OfWhatWasSetAside_TakesTheCustomersPartAlone()
    {
        QuarantineStore quarantine = pipeline.Get<QuarantineStore>();
        string[] bodies =
        [
            """{"who":{"ref":"c-77"},"words":"mine"}""", """[{"ref":"c-77"},{"ref":"c-8","words":"another's"}]""", "respondent=c-77&words=mine", """{"ref":"c-770"}""", "c-7 and c-770",
        ];
        foreach (string body in bodies)
        {
            await quarantine.KeepAsync(
                new SetAside(_program, "tally", "application/json", Encoding.UTF8.GetBytes(body), "no score", new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero)), CancellationToken.None);
        }

        ErasureCertificate certificate = await EraseAsync("c-77");

        IReadOnlyList<QuarantinedInput> left = await quarantine.AllAsync(_program, CancellationToken.None);
        string[] kept = [.. await Task.WhenAll(left.Select(async i => Encoding.UTF8.GetString((await quarantine.BodyAsync(i, CancellationToken.None))!)))];
        Assert.Equal(3, certificate.Programs[0].Quarantined);
        Assert.Equal(["""[{"ref":"c-8","words":"another\u0027s"}]""", "c-7 and c-770", """{"ref":"c-770"}"""], kept.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Own(int from, int count) => Enumerable.Range(from, count)
        .Select(i => StoredPipeline.Item(i, i % 11, Day.AddDays(i % 6), "Unrepeatable words", ""","customer":{"id":"c-77","email":"x@example.com","annualValue":120}"""));

    private static IEnumerable<string> Others(int from, int count) => Enumerable.Range(from, count)
        .Select(i => StoredPipeline.Item(i, i % 11, Day.AddDays(i % 4), more: FormattableString.Invariant($$$""","customer":{"id":"c-{{{i}}}"}""")));

    private Task<ErasureCertificate> EraseAsync(string customer, bool keepCounts = false) =>
        pipeline.Get<EraseCustomer>().EraseAsync(customer, _program, keepCounts, CancellationToken.None);

    private async Task<long> CountedAsync() => (await pipeline.Get<MetricsReport>().ReadAsync(
        new MetricsQuery(_program, MetricsQuery.Earliest, MetricsQuery.Latest, Grain.Total, Dimensions.All), CancellationToken.None)).Sum(r => r.Metrics.Feedback);

    private async Task<IReadOnlyList<Difference>> DifferencesAsync() =>
        (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, null, CancellationToken.None)).Programs.Single().Differences;
}
