using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Erase;

public sealed class LedgerEraserTests
{
    private const string Program = "one";
    private const string Customer = "0123456789abcdef";

    private readonly MemoryTables _tables = new();

    /// <summary>The mark asks for a rollup, and that for a run of discovery, which forgets the customer's words.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Erase_WhetherOrNotTheCountsStay_MarksTheDay(bool keepCounts)
    {
        Layouts layouts = new(_tables, new Programs(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)));
        DateTimeOffset at = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
        FeedbackItem item = new() { Source = "generic", SourceId = "r", Kind = FeedbackKind.Survey, SubmittedAt = at, Scores = [new Score(ScoreType.Nps, 3, 0, 10)] };
        LedgerEntry entry = new()
        {
            FeedbackId = FeedbackId.Of(Program, item),
            Day = DateOnly.FromDateTime(at.UtcDateTime),
            Feedback = new AnalyzedFeedback(item, [], Customer, AuthorRef: null),
            Contribution = Contribution.Of(item, [], []),
            Version = new LedgerVersion(FeedbackState.Complete, FeedbackId.ContentHash(item), at, RevisedAt: null, Origin: null),
        };
        LedgerWriter writer = new(_tables, new WritePermits(_tables, layouts, new Erasures(_tables)), TimeProvider.System, new LedgerOptions(), new WorkerInstance("test"));
        await writer.WriteAsync(Program, [entry]);
        TableRow mark = Assert.Single(Marks());
        _tables.Commit(TableNames.Ledger, [RowChange.Delete(mark, "*")]);

        await new LedgerEraser(_tables, layouts, TimeProvider.System).EraseAsync(Program, [Customer], keepCounts, CancellationToken.None);

        Assert.Equal(mark.RowKey, Assert.Single(Marks()).RowKey);
        LedgerInvariants.SumsEqualRows(_tables);
    }

    private TableRow[] Marks() => [.. _tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("d|", StringComparison.Ordinal))];
}
