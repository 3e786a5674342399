using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.RootCauses;

/// <summary>A quote that was read before its customer was erased must not be written after it, by nobody and however late.</summary>
public sealed class QuoteEraserTests
{
    private const string Program = "one";
    private const string Cause = "found-0123456789";
    private const string Quoted = "0123456789abcdef0123456789abcdef";

    private static readonly Programs Programs = new(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal));

    private readonly MemoryTables _tables = new();
    private readonly Layouts _layouts;
    private readonly RootCausesTable _catalogue;
    private readonly QuoteEraser _eraser;

    public QuoteEraserTests()
    {
        _layouts = new Layouts(_tables, Programs);
        _catalogue = new RootCausesTable(_tables, TimeProvider.System);
        _eraser = new QuoteEraser(_tables, _layouts, _catalogue);
        SayAsync("complete").GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Erase_QuoteOfAnErasedFeedback_GoesAndTheOthersStay()
    {
        const string other = "fedcba9876543210fedcba9876543210";
        await SayAsync("complete", other);
        await WriteAsync(_tables, Entry() with { Examples = ["It squeaks.", "It creaks."], QuotedFeedback = [Quoted, other] });
        await SayAsync("erased");

        Assert.Equal(1, await _eraser.EraseAsync(Program, CancellationToken.None));

        CatalogueEntry entry = Assert.Single(await _catalogue.ReadAsync(Program, CancellationToken.None));
        Assert.Equal(["It creaks."], entry.Examples);
        Assert.Equal([other], entry.QuotedFeedback);
    }

    /// <summary>At each of its transactions: a root cause that is new, and one that is there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_CustomerIsErasedMeanwhile_BringsNoQuoteBack(bool isThereBefore)
    {
        for (int cut = 0; cut < 2; cut++)
        {
            await SayAsync("complete");
            await WriteAsync(_tables);
            if (isThereBefore)
            {
                await WriteAsync(_tables, Entry() with { Examples = [], QuotedFeedback = [] });
            }

            InterceptedTables slow = new(_tables, async (number, _, commit) =>
            {
                if (number == cut)
                {
                    await SayAsync("erased");
                    await _eraser.EraseAsync(Program, CancellationToken.None);
                }

                return await commit();
            });
            try
            {
                await WriteAsync(slow, Entry());
            }
            catch (StorageUnavailableException)
            {
                // The next run writes it.
            }

            Assert.DoesNotContain(await _catalogue.ReadAsync(Program, CancellationToken.None), e => slow.Commits > cut && e.Examples.Count > 0);
        }
    }

    [Fact]
    public async Task Edit_CustomerIsErasedMeanwhile_BringsNoQuoteBack()
    {
        await WriteAsync(_tables, Entry());
        InterceptedTables slow = new(_tables, async (_, changes, commit) =>
        {
            if (changes[0].Row.RowKey == Cause)
            {
                await SayAsync("erased");
                await _eraser.EraseAsync(Program, CancellationToken.None);
            }

            return await commit();
        });
        EditRootCauses edits = new(new CauseKnowledgeStore(slow, new MemoryBlobs(), TimeProvider.System), new RootCausesTable(slow, TimeProvider.System));

        RootCauseEdit rename = new(new HashSet<string> { RootCauseEdit.LabelField }, Label: "It squeaks", MergeInto: null, Pinned: null, Dismissed: null);
        Assert.IsType<EditOutcome.Done>(await edits.EditAsync(Program, Cause, rename, CancellationToken.None));

        Assert.Empty(Assert.Single(await _catalogue.ReadAsync(Program, CancellationToken.None)).Examples);
    }

    private static CatalogueEntry Entry() => new() { RootCauseId = Cause, Label = "squeaks", State = CauseState.Established, Examples = ["It squeaks."], QuotedFeedback = [Quoted] };

    private Task WriteAsync(ITableStore tables, params CatalogueEntry[] entries) => new RootCausesTable(tables, TimeProvider.System).WriteAsync(
        Program, entries, id => _eraser.IsThereAsync(Program, id, CancellationToken.None), CancellationToken.None);

    private async Task SayAsync(string state, string feedbackId = Quoted)
    {
        Layout layout = await _layouts.LatestAsync(Program, CancellationToken.None);
        _tables.Commit(TableNames.Ledger, [RowChange.Put(new TableRow(layout.PartitionOf(feedbackId), LedgerKeys.FeedbackRow(feedbackId)) { ["State"] = state })]);
    }
}
