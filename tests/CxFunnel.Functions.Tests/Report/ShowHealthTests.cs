using System.Text.Json;
using CxFunnel.Functions.Report;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Verify;
using CxFunnel.Testing.Simulation;
using CxFunnel.TextAnalytics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace CxFunnel.Functions.Tests.Report;

public sealed class ShowHealthTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly MemoryTables _tables = new();

    [Fact]
    public async Task Health_WhileLedgersAreLaidOutAnew_NamesThemAndSinceWhen()
    {
        Put("at-rest", "4", "Settled", since: null);
        Put("moves", "4 8", "Moving", Since);
        Put("from-an-older-version", "4 2", "Cleaning", since: null);

        Assert.Equal(
            """[{"program":"from-an-older-version","shards":2,"state":"cleaning"},{"program":"moves","shards":8,"state":"moving","since":"2026-11-02T09:00:00+00:00"}]""",
            (await HealthAsync()).GetProperty("reshards").GetRawText());
    }

    [Fact]
    public async Task Health_WhileNoLedgerMoves_SaysNothingOfThem()
    {
        Put("at-rest", "4", "Settled", since: null);

        Assert.False((await HealthAsync()).TryGetProperty("reshards", out _));
    }

    private void Put(string program, string shards, string state, DateTimeOffset? since) => _tables.Commit(
        TableNames.Programs, [RowChange.Put(new TableRow("program", program) { ["Shards"] = shards, ["Layout"] = state, ["LayoutSince"] = since })]);

    private async Task<JsonElement> HealthAsync()
    {
        using TextRecordBudget budget = new(_tables, new LanguageOptions(), TimeProvider.System);
        LanguageStatus language = new(new EmbeddedTextAnalyzer(new EmbeddedTextEngine()), budget);
        Layouts layouts = new(_tables, new Programs(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)));
        ContentResult answer = Assert.IsType<ContentResult>(
            await new ShowHealth(new VerificationLog(_tables), language, layouts).Run(new DefaultHttpContext().Request, CancellationToken.None));
        return JsonDocument.Parse(answer.Content!).RootElement;
    }
}
