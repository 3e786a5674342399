using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Azure.Tests;

/// <summary>The pipeline's stages on the real storage emulator, without an app around them. Each test uses its own program.</summary>
public sealed class StoredPipeline : IAsyncLifetime
{
    /// <summary>A program that counts partial responses at once; for one test.</summary>
    public const string CountsPartials = "counts-partials";

    private static int _programs;

    private ServiceProvider _services = null!;

    public ITableStore Tables => Get<ITableStore>();

    public static string NewProgram() => $"s{Interlocked.Increment(ref _programs)}";

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        ConfigurationManager configuration = new();
        configuration["AzureWebJobsStorage"] = (await SharedAzurite.GetAsync()).ConnectionString;
        configuration[$"Programs:{CountsPartials}:CountPartialAfter"] = "00:00:00";
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new HurriedClock())
            .AddPipeline()
            .BuildServiceProvider();
    }

    public async Task DisposeAsync() => await _services.DisposeAsync();

    /// <summary>Counts items as one message of the inbox.</summary>
    public Task CountAsync(string program, params IEnumerable<string> items) => CountAsync(program, TimeProvider.System.GetUtcNow(), items);

    /// <param name="receivedAt">When they were taken in.</param>
    public Task CountAsync(string program, DateTimeOffset receivedAt, IEnumerable<string> items) => Get<FeedbackIntake>().CountAsync(
        Encoding.UTF8.GetBytes($$"""{"schema":"cxfunnel.feedback/1","program":"{{program}}","items":[{{string.Join(',', items)}}]}"""),
        receivedAt,
        CancellationToken.None);

    public Task RollUpAsync(string program) => Get<RollupProgram>().RollUpAsync(program, CancellationToken.None);

    public async Task<List<TableRow>> RowsAsync(string table, string partition, RowKeyRange range)
    {
        List<TableRow> rows = [];
        await foreach (TableRow row in Tables.ReadAsync(table, partition, range, columns: null, CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The rows of all shards of a program.</summary>
    public async Task<List<TableRow>> LedgerAsync(string program, RowKeyRange range)
    {
        List<TableRow> rows = [];
        foreach (string partition in (await Get<Layouts>().LatestAsync(program, CancellationToken.None)).Partitions)
        {
            rows.AddRange(await RowsAsync(TableNames.Ledger, partition, range));
        }

        return rows;
    }

    public async Task CommitAsync(string table, RowChange change) =>
        Assert.IsType<CommitOutcome.Done>(await Tables.CommitAsync(table, [change], CancellationToken.None));

    public static string Item(int id, int nps, DateOnly? day = null, string? text = null, string more = "") => FormattableString.Invariant($$"""
        {"source":"tests","sourceId":"r-{{id}}","kind":"survey","submittedAt":"{{day ?? new DateOnly(2026, 11, 2):yyyy-MM-dd}}T09:15:00Z",
         "scores":[{"type":"nps","value":{{nps}}}],"comments":[{"text":"{{text ?? "Number " + id}}"}]{{more}}}
        """);

    /// <summary>Waits a hundredth of what it is asked to; tells the time as it is.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
