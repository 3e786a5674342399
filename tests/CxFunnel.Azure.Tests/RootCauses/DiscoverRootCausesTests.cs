using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Erase;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Azure.Tests.RootCauses;

public sealed class DiscoverRootCausesTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    /// <summary>One odd reason that no taxonomy has, in ten people's words.</summary>
    private static readonly string[] Squeaks =
    [
        "The left armrest squeaks terribly.", "My left armrest squeaks all day, awful.", "Terrible: the armrest squeaks.", "The armrest squeaks horribly when I lean on it.",
        "Awful squeaking armrest.", "The armrest on the left squeaks, annoying.", "Annoying squeak from the left armrest.", "Left armrest squeaks, very annoying.",
        "The squeaking armrest is terrible.", "The armrest squeaks badly after a week.",
    ];

    /// <summary>Other odd things, so that there is something to tell it from.</summary>
    private static readonly string[] Others =
    [
        "The zip of the tent jams every night, terrible.", "Terrible zip, it jams.", "My tent zip jams and jams, awful.", "The zip jams horribly.", "Awful: the tent's zip jams.", "Zip jams all the time, annoying.",
        "Purple dye stained my shirt, awful.", "The dye of the jeans stained everything, terrible.", "Awful purple dye stains on my hands.", "The dye stains my shirt, annoying.", "Dye stains everywhere, terrible.", "The purple dye stained our sofa, horrible.",
        "The lid of the pan rattles, annoying.", "Horrible rattling lid.", "The pan lid rattles awfully.", "Lid rattles when it cooks, terrible.", "The rattling lid is awful.", "Annoying: the lid of my pan rattles.",
        "The kitten on the poster frightens my son, terrible.", "Your jingle makes my dog howl, awful.", "The ribbon smells of fish, horrible.",
    ];

    private static readonly DateOnly Day = new(2026, 11, 2);

    private readonly string _program = StoredPipeline.NewProgram();

    [Fact]
    public async Task Run_OnComplaintsThatNoTaxonomyExplains_FindsCountsAndQuotesThem()
    {
        await CountComplaintsAsync();

        DiscoveryResult first = (await RunAsync())!;
        await pipeline.RollUpAsync(_program);
        DiscoveryResult second = (await RunAsync())!;

        Assert.True(first.Clauses >= 20, $"{first.Clauses} clauses");
        Assert.True(first.Changed > 0);
        Assert.Equal((0, first.ModelNumber), (second.Changed, second.ModelNumber));
        CatalogueEntry[] entries = [.. await pipeline.Get<RootCausesTable>().ReadAsync(_program, CancellationToken.None)];
        CatalogueEntry found = Assert.Single(entries, IsSqueak);
        Assert.True(found.Mentions >= 7, $"{found.Mentions} mentions");
        Assert.Equal(found.Mentions, found.Customers);
        Assert.Equal(3, found.Examples.Count);
        Assert.All(found.Examples, quote => Assert.Contains("squeak", quote, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(Day, found.FirstSeen);
        Assert.Contains(entries, e => e is { RootCauseId: "late-delivery", State: CauseState.Taxonomy, Mentions: 12 });
        Assert.Contains(entries, e => e is { RootCauseId: "stated-odd-smell", Label: "odd smell", Mentions: 2 });
        TableRow[] daily = [.. await pipeline.RowsAsync(TableNames.RootCausesDaily, $"{_program}|202611", RowKeyRange.All)];
        Assert.Equal(found.Mentions, daily.Where(r => r.Text("RootCauseId") == found.RootCauseId).Sum(r => r.Number("Mentions")));
        Assert.Empty(await DifferencesAsync());
        string[] columns = [.. (await pipeline.RowsAsync(TableNames.RootCauses, _program, RowKeyRange.All))[0].Columns.Keys.Order(StringComparer.Ordinal)];
        Assert.All(await pipeline.RowsAsync(TableNames.RootCauses, _program, RowKeyRange.All), r => Assert.Equal(columns, r.Columns.Keys.Order(StringComparer.Ordinal)));
    }

    /// <summary>A run that stands still for longer than its lease finds that another one has published meanwhile: its model is void, and so is its lineage.</summary>
    [Fact]
    public async Task Run_WhoseLeaseExpiresBeforeItPublishes_LeavesOneModel()
    {
        await CountComplaintsAsync();
        DiscoveryResult? rival = null;
        InterceptedTables slow = new(pipeline.Tables, async (_, changes, commit) =>
        {
            if (rival is null && changes.Any(c => c.Row.RowKey == "current|model"))
            {
                rival = await Discovery(pipeline.Tables, new LaterClock(TimeSpan.FromMinutes(6))).RunAsync(_program, CancellationToken.None);
            }

            return await commit();
        });

        DiscoveryResult? late = await Discovery(slow, TimeProvider.System).RunAsync(_program, CancellationToken.None);

        Assert.Null(late);
        Assert.Equal(1, rival!.ModelNumber);
        RootCauseDetail found = (await DetailAsync((await FoundAsync()).RootCauseId))!;
        LineageStep born = Assert.Single(found.Lineage);
        Assert.Equal(("born", found.RootCauseId, 1L), (born.Kind, born.RootCauseId, born.Model));
        Assert.Equal(1, found.Discovery!.Model);
        Assert.Equal((0, 1), ((await RunAsync())!.Changed, (await RunAsync())!.ModelNumber));
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Detail_OfAFoundCause_TellsItsLifeAndHowSureDiscoveryIs()
    {
        await CountComplaintsAsync();
        DiscoveryResult run = (await RunAsync())!;
        CatalogueEntry entry = await FoundAsync();

        RootCauseDetail found = (await DetailAsync(entry.RootCauseId))!;

        Assert.Equal((entry.Label, entry.Mentions, Day), (found.Label, found.Mentions, found.FirstSeen!.Value));
        Assert.Equal(entry.Examples, found.Examples);
        Assert.Equal("born", Assert.Single(found.Lineage).Kind);
        Assert.Equal((run.ModelNumber, (long?)run.Clauses, (long?)run.Unexplained), (found.Discovery!.Model, found.Discovery.Clauses, found.Discovery.Unexplained));
        Assert.InRange(found.Discovery.Stability, 0, 1);
        RootCauseDetail late = (await DetailAsync("late-delivery"))!;
        Assert.Equal(("taxonomy", 12L), (late.State, late.Mentions));
        Assert.Empty(late.Lineage);
        Assert.Null(await DetailAsync("found-0000000000"));
        Assert.Null(await DetailAsync("a/b\u0001"));
    }

    [Fact]
    public async Task Run_AfterTheModelIsPublished_NewFeedbackIsAssignedAtOnce()
    {
        await CountComplaintsAsync();
        await RunAsync();
        string found = (await FoundAsync()).RootCauseId;
        await Task.Delay(TimeSpan.FromMilliseconds(100)); // the knowledge's age is told by a hurried clock

        await pipeline.CountAsync(_program, Item(900, "The left armrest squeaks terribly, again.", "c-900"));

        TableRow row = (await pipeline.LedgerAsync(_program, LedgerKeys.Feedback)).Single(r => LongText.Text(r, "Item")!.Contains("again", StringComparison.Ordinal));
        Assert.Equal(found, row.Text("Causes"));
        Assert.Contains(";model-", row.Text("CauseVersion")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_OfAQuotedCustomer_TakesTheQuoteAway()
    {
        await CountComplaintsAsync();
        await RunAsync();
        CatalogueEntry before = await FoundAsync();
        foreach (int squeak in Enumerable.Range(0, Squeaks.Length).Where(i => before.Examples.Any(e => e.StartsWith(Squeaks[i].TrimEnd('.'), StringComparison.Ordinal) || Squeaks[i].Contains(e.TrimEnd('.'), StringComparison.Ordinal))))
        {
            await pipeline.Get<EraseCustomer>().EraseAsync($"c-{squeak}", _program, keepCounts: false, CancellationToken.None);
        }

        CatalogueEntry after = await FoundAsync();

        Assert.Empty(after.Examples);
        await RunAsync();
        Assert.DoesNotContain((await FoundAsync()).Examples, before.Examples.Contains);
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Edit_MergeAndDismissAndRename_AreRespectedByTheNextRun()
    {
        await CountComplaintsAsync();
        await RunAsync();
        string found = (await FoundAsync()).RootCauseId;

        Assert.IsType<EditOutcome.Done>(await EditAsync("stated-odd-smell", """{"mergeInto":"late-delivery"}"""));
        Assert.IsType<EditOutcome.Done>(await EditAsync("late-delivery", """{"label":"Too late"}"""));
        Assert.IsType<EditOutcome.Done>(await EditAsync(found, """{"dismissed":true}"""));
        DiscoveryResult run = (await RunAsync())!;
        await pipeline.RollUpAsync(_program);

        Assert.True(run.Changed >= 9, $"{run.Changed} changed");
        RootCauseReading report = await ReportAsync();
        Assert.DoesNotContain(report.Rows, r => r.Entry.RootCauseId == found || r.Entry.RootCauseId == "stated-odd-smell");
        RootCauseRow late = report.Rows.Single(r => r.Entry.RootCauseId == "late-delivery");
        Assert.Equal(("late-delivery", "Too late", 14L), (late.Entry.RootCauseId, late.Entry.Label, late.Metrics.Mentions));
        CatalogueEntry[] entries = [.. await pipeline.Get<RootCausesTable>().ReadAsync(_program, CancellationToken.None)];
        Assert.Contains(entries, e => e is { RootCauseId: "stated-odd-smell", State: CauseState.Merged, MergedInto: "late-delivery", Mentions: 0 });
        Assert.Contains(entries, e => e.RootCauseId == found && e.IsDismissed && e.Mentions == 0);
        Assert.Empty(await DifferencesAsync());

        Assert.IsType<EditOutcome.Done>(await EditAsync("stated-odd-smell", """{"mergeInto":null}"""));
        await RunAsync();
        Assert.Equal(2, (await ReportAsync()).Rows.Single(r => r.Entry.RootCauseId == "stated-odd-smell").Metrics.Mentions);
    }

    [Theory]
    [InlineData("late-delivery", """{"mergeInto":"late-delivery"}""")]
    [InlineData("late-delivery", """{"mergeInto":"no-such-cause"}""")]
    public async Task Edit_ThatMakesNoSense_IsRejected(string id, string edit) => Assert.IsType<EditOutcome.Rejected>(await EditAsync(id, edit));

    [Fact]
    public async Task Edit_OfWhatIsNotThere_IsUnknown() => Assert.IsType<EditOutcome.Unknown>(await EditAsync("found-0000000000", """{"pinned":true}"""));

    [Fact]
    public async Task Edit_InACircle_IsRejected()
    {
        Assert.IsType<EditOutcome.Done>(await EditAsync("late-delivery", """{"mergeInto":"rude-staff"}"""));

        Assert.IsType<EditOutcome.Rejected>(await EditAsync("rude-staff", """{"mergeInto":"late-delivery"}"""));
    }

    /// <summary>While feedback gets its new causes the table for BI keeps the old ones; a run that was cut off is finished by the next.</summary>
    [Fact]
    public async Task Run_CutOffWhileItRescores_KeepsTheTableForBiAndIsFinishedByTheNext()
    {
        await CountComplaintsAsync();
        await RunAsync();
        await pipeline.RollUpAsync(_program);
        string[] before = await DailyAsync();
        await EditAsync("late-delivery", """{"mergeInto":"stated-odd-smell"}""");
        await pipeline.Get<CauseSwitch>().SetAsync(_program, SwitchPhase.Rescoring, CancellationToken.None);

        await pipeline.CountAsync(_program, Item(700, "The delivery was late.", "c-700"));
        await pipeline.RollUpAsync(_program);
        string[] during = await DailyAsync();
        IReadOnlyList<Difference> differences = await DifferencesAsync();
        await RunAsync();

        Assert.Equal(before, during);
        Assert.Empty(differences);
        Assert.Contains("20261102|stated-odd-smell 15", await DailyAsync());
        Assert.Equal(SwitchPhase.None, await pipeline.Get<CauseSwitch>().PhaseAsync(_program, CancellationToken.None));
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Taxonomy_OfAProgramsOwn_ReadsAllFeedbackAgain()
    {
        await CountComplaintsAsync();
        await RunAsync();
        byte[] own = Encoding.UTF8.GetBytes("""
            {"version":"seats.1","extends":true,"causes":[{"id":"squeaking-armrest","component":"product","touchpoint":"product","controllable":true,
             "labels":{"en":"Squeaking armrest"},"seeds":{"en":["armrest squeak","squeak armrest","squeaks armrest","armrest squeaks","squeaking armrest"]}}]}
            """);
        InputErrors errors = new();

        TakenTaxonomy? taken = await pipeline.Get<ProgramTaxonomies>().PutAsync(_program, own, errors, CancellationToken.None);
        Assert.True(taken is not null, string.Join("; ", errors.Listed.Select(e => $"{e.Pointer} {e.Detail}")));
        await RunAsync();

        Assert.Equal(1, taken!.Number);
        RootCauseRow squeaks = (await ReportAsync()).Rows.Single(r => r.Entry.RootCauseId == "squeaking-armrest");
        Assert.True(squeaks.Metrics.Mentions >= 7, $"{squeaks.Metrics.Mentions} mentions");
        Assert.Equal(("Squeaking armrest", CauseState.Taxonomy), (squeaks.Entry.Label, squeaks.Entry.State));
        Assert.Equal(own, await pipeline.Get<ProgramTaxonomies>().DocumentAsync(_program, CancellationToken.None));
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Taxonomy_WithErrors_IsRefusedWithPointers()
    {
        InputErrors errors = new();

        Assert.Null(await pipeline.Get<ProgramTaxonomies>().PutAsync(_program, Encoding.UTF8.GetBytes("""{"version":"x","causes":[{"id":"NOT KEBAB"}]}"""), errors, CancellationToken.None));

        Assert.Contains(errors.Listed, e => e.Pointer.StartsWith("/causes/0", StringComparison.Ordinal));
    }

    private async Task CountComplaintsAsync()
    {
        IEnumerable<string> squeaks = Squeaks.Select((text, i) => Item(i, text, $"c-{i}"));
        IEnumerable<string> late = Enumerable.Range(100, 12).Select(i => Item(i, "The delivery was late.", $"c-{i}"));
        IEnumerable<string> smell = Enumerable.Range(200, 2).Select(i => StoredPipeline.Item(i, 2, Day, "x", ""","causes":["Odd smell"]"""));
        IEnumerable<string> happy = Enumerable.Range(300, 20).Select(i => StoredPipeline.Item(i, 10, Day, "Great, thank you!"));
        IEnumerable<string> others = Others.Select((text, i) => Item(400 + i, text, $"c-{400 + i}"));
        await pipeline.CountAsync(_program, squeaks.Concat(others).Concat(late).Concat(smell).Concat(happy));
        await pipeline.RollUpAsync(_program);
    }

    private static string Item(int id, string text, string customer) => StoredPipeline.Item(id, id % 4, Day, text, $$""","language":"en","customer":{"id":"{{customer}}"}""");

    private Task<DiscoveryResult?> RunAsync() => pipeline.Get<DiscoverRootCauses>().RunAsync(_program, CancellationToken.None);

    /// <summary>As the app composes it, on other tables and another clock.</summary>
    private DiscoverRootCauses Discovery(ITableStore tables, TimeProvider clock) => new(
        tables,
        pipeline.Get<Programs>(),
        pipeline.Get<Layouts>(),
        pipeline.Get<ProgramRegistry>(),
        new CauseKnowledgeStore(tables, pipeline.Get<IBlobStore>(), clock),
        pipeline.Get<CauseSwitch>(),
        pipeline.Get<DaySums>(),
        pipeline.Get<RollupProgram>(),
        pipeline.Get<RootCausesTable>(),
        pipeline.Get<QuoteEraser>(),
        pipeline.Get<LedgerOptions>(),
        pipeline.Get<RootCauseOptions>(),
        clock);

    private Task<RootCauseDetail?> DetailAsync(string id) => pipeline.Get<RootCauseDetails>().FindAsync(_program, id, "en", CancellationToken.None);

    private async Task<CatalogueEntry> FoundAsync() =>
        (await pipeline.Get<RootCausesTable>().ReadAsync(_program, CancellationToken.None)).Single(IsSqueak);

    private static bool IsSqueak(CatalogueEntry entry) => entry.Mentions > 0 && entry.RootCauseId.StartsWith("found-", StringComparison.Ordinal)
        && (entry.Label + string.Join(' ', entry.Terms)).Contains("squeak", StringComparison.OrdinalIgnoreCase);

    private Task<RootCauseReading> ReportAsync() => pipeline.Get<RootCauseReport>().ReadAsync(
        new RootCauseQuery(_program, MetricsQuery.Earliest, MetricsQuery.Latest, "en"), CancellationToken.None);

    private async Task<EditOutcome> EditAsync(string id, string edit)
    {
        using JsonDocument json = JsonDocument.Parse(edit);
        return await pipeline.Get<EditRootCauses>().EditAsync(_program, id, RootCauseEdit.Read(json.RootElement, new InputErrors())!, CancellationToken.None);
    }

    private async Task<string[]> DailyAsync() =>
        [.. (await pipeline.RowsAsync(TableNames.RootCausesDaily, $"{_program}|202611", RowKeyRange.All)).Select(r => $"{r.RowKey} {r.Number("Mentions")}")];

    private async Task<IReadOnlyList<Difference>> DifferencesAsync() =>
        (await pipeline.Get<VerifyCounts>().VerifyAsync(_program, null, CancellationToken.None)).Programs.Single().Differences;

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
