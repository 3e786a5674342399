using System.Globalization;
using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Pipeline.Tests.Ingest.Samples;
using CxFunnel.Testing.Simulation;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class ReadImportTests
{
    private readonly MemoryTables _tables = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly MemoryQueues _queues = new(() => DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Read_File_SendsItInPartsAndLetsTheUploadGo()
    {
        string id = await StageAsync(rows: 25, bad: 3);

        await Reader(_tables).ReadAsync(id, CancellationToken.None);

        ImportStatus status = await StatusAsync(id);
        Assert.Equal((ImportState.Counting, 28L, 25L, 3L), (status.State, status.Rows, status.Queued, status.RejectedCount));
        Assert.Equal(3, _queues.Count(QueueNames.FeedbackInbox));
        Assert.Equal(3, _blobs.Names(ContainerNames.Inbox).Count());
        Assert.Empty(_blobs.Names(ContainerNames.Imports));
    }

    /// <summary>
    /// The reader whose lease ran out is ahead when another starts, and dies later: the second one holds the only message, so
    /// it has to bring the import to its end.
    /// </summary>
    [Fact]
    public async Task Read_AnotherReaderAheadThatDies_FinishesForBoth()
    {
        string id = await StageAsync(rows: 45, bad: 0);
        bool isSaved = false;
        InterceptedTables tables = new(_tables, async (number, _, commit) =>
        {
            if (!isSaved)
            {
                // The other reader saves its first two parts just before this one saves its first, and is gone then.
                isSaved = true;
                InterceptedTables dying = new(_tables, (other, _, save) => other == 2 ? throw new TimeoutException() : save());
                await Assert.ThrowsAsync<TimeoutException>(() => Reader(dying).ReadAsync(id, CancellationToken.None));
            }

            return await commit();
        });

        await Reader(tables).ReadAsync(id, CancellationToken.None);

        ImportStatus status = await StatusAsync(id);
        Assert.Equal((ImportState.Counting, 45L, 45L), (status.State, status.Rows, status.Queued));
    }

    [Fact]
    public async Task Read_AFailureAtEveryPart_GoesOnWithoutTheQueue()
    {
        string id = await StageAsync(rows: 95, bad: 0);
        InterceptedTables tables = new(_tables, async (number, _, commit) =>
        {
            if (number % 3 == 0)
            {
                throw new StorageUnavailableException("busy");
            }

            CommitOutcome outcome = await commit();
            return number % 3 == 1 ? throw new StorageUnavailableException("no reply") : outcome;
        });

        SimulationScheduler scheduler = new(new Random(1));
        SimulatedProcess process = new(scheduler);
        Task<bool> reading = process.Run(async () =>
        {
            await Reader(tables, new SimulatedClock(scheduler, process, TimeSpan.Zero)).ReadAsync(id, CancellationToken.None);
            return true;
        });

        Assert.True(scheduler.RunUntil(() => reading.IsCompleted, TimeSpan.FromMinutes(5)));
        Assert.True(await reading);
        ImportStatus status = await StatusAsync(id);
        Assert.Equal((ImportState.Counting, 95L, 95L), (status.State, status.Rows, status.Queued));
    }

    [Fact]
    public async Task Read_StorageThatStaysAway_LeavesItToTheQueue()
    {
        string id = await StageAsync(rows: 5, bad: 0);
        InterceptedTables tables = new(_tables, (_, _, _) => throw new StorageUnavailableException("down"));
        SimulationScheduler scheduler = new(new Random(1));
        SimulatedProcess process = new(scheduler);
        Task<bool> reading = process.Run(async () =>
        {
            await Reader(tables, new SimulatedClock(scheduler, process, TimeSpan.Zero)).ReadAsync(id, CancellationToken.None);
            return true;
        });

        scheduler.RunUntil(() => reading.IsCompleted, TimeSpan.FromMinutes(5));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => reading);
    }

    [Fact]
    public async Task Read_NoKnownHeader_FailsAndKeepsTheUpload()
    {
        string id = await StageAsync("nothing,that,anyone\nwould,know,of\n");

        await Reader(_tables).ReadAsync(id, CancellationToken.None);

        ImportStatus status = await StatusAsync(id);
        Assert.Equal(ImportState.Failed, status.State);
        Assert.NotNull(status.Reason);
        Assert.Single(_blobs.Names(ContainerNames.Imports));
    }

    /// <summary>A blob is read forward once; what the whole column says of its dates takes a second reading.</summary>
    [Theory]
    [InlineData("03/04/2026", "13/04/2026", null, "2026-04-03")]
    [InlineData("03/04/2026", "04/13/2026", null, "2026-03-04")]
    [InlineData("03/04/2026", "05/06/2026", "true", "2026-04-03")]
    [InlineData("03/04/2026", "05/06/2026", "false", "2026-03-04")]
    [InlineData("03/04/2026", "05/06/2026", null, null)]
    public async Task Read_DatesOfNumbersAlone_AreSettledByTheColumnOrTheUpload(string first, string last, string? dayFirst, string? day)
    {
        string id = await StageAsync($"Erstellt,Kommentar\n{first},spät\n{last},spät\n", ("map", "date:Erstellt,text:Kommentar"), ("dayFirst", dayFirst), ("timeZone", "Europe/Berlin"));

        await Reader(_tables).ReadAsync(id, CancellationToken.None);

        ImportStatus status = await StatusAsync(id);
        Assert.Equal(day is null ? ImportState.Failed : ImportState.Counting, status.State);
        if (day is not null)
        {
            FeedbackItem item = Sample.Items(_blobs.Find(ContainerNames.Inbox, _blobs.Names(ContainerNames.Inbox).Single())!)[0];
            Assert.Equal(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.FromDateTime(item.SubmittedAt.ToOffset(TimeSpan.FromHours(2)).DateTime));
        }
    }

    [Fact]
    public async Task Read_QualtricsExport_TakesTheMappingThatPeopleSet()
    {
        await new MappingStore(_tables, TimeProvider.System).PutAsync("one", "qualtrics", survey: null, Encoding.UTF8.GetString(Sample.Bytes("qualtrics", "mapping.json")), CancellationToken.None);
        string id = await StageAsync(Encoding.UTF8.GetString(Sample.Bytes("qualtrics", "05-export-three-header-rows.csv")));

        await Reader(_tables).ReadAsync(id, CancellationToken.None);

        IReadOnlyList<FeedbackItem> items = Sample.Items(_blobs.Find(ContainerNames.Inbox, _blobs.Names(ContainerNames.Inbox).Single())!);
        Assert.Contains(items, i => i.Customer?.Id is not null);
    }

    [Fact]
    public async Task Read_UnknownOrFinishedImport_DoesNothing()
    {
        string id = await StageAsync(rows: 1, bad: 0);
        await Reader(_tables).ReadAsync(id, CancellationToken.None);
        int commits = _tables.Commits;

        await Reader(_tables).ReadAsync(id, CancellationToken.None);
        await Reader(_tables).ReadAsync("no-such-import", CancellationToken.None);

        Assert.Equal(commits, _tables.Commits);
    }

    [Fact]
    public async Task Save_MoreAndLongerRejectsThanARowHolds_KeepsCountAndTheFirst()
    {
        ImportLog log = new(_tables);
        RejectedRow[] rejected = [.. Enumerable.Range(1, ImportLog.MaxRejectedListed).Select(i => new RejectedRow(i, new string('é', 500)))];

        await log.SaveAsync(new ImportHeader { Id = "i", Program = "one", CreatedAt = DateTimeOffset.UnixEpoch, Rejected = rejected, RejectedCount = 2_000 }, CancellationToken.None);

        ImportStatus status = await StatusAsync("i");
        Assert.Equal(2_000, status.RejectedCount);
        Assert.Equal(rejected.Take(status.Rejected.Count), status.Rejected);
        Assert.InRange(status.Rejected.Count, 100, ImportLog.MaxRejectedListed);
    }

    [Fact]
    public async Task Status_PartsNotedTwiceAndRejectedLater_AddUp()
    {
        ImportLog log = new(_tables);
        await log.SaveAsync(
            new ImportHeader { Id = "i", Program = "one", CreatedAt = DateTimeOffset.UnixEpoch, State = ImportState.Counting, Rows = 12, Queued = 10, RejectedCount = 2 },
            CancellationToken.None);
        await log.NoteCountedAsync(new ImportPart("i", 0), items: 6, counted: 4, rejected: 1, CancellationToken.None);
        Assert.Equal(ImportState.Counting, (await StatusAsync("i")).State);

        await log.NoteCountedAsync(new ImportPart("i", 0), items: 6, counted: 4, rejected: 1, CancellationToken.None);
        await log.NoteCountedAsync(new ImportPart("i", 1), items: 4, counted: 0, rejected: 0, CancellationToken.None);

        ImportStatus status = await StatusAsync("i");
        Assert.Equal((ImportState.Done, 4L, 5L, 3L), (status.State, status.Counted, status.Duplicates, status.RejectedCount));
    }

    private ReadImport Reader(ITableStore tables, TimeProvider? clock = null) => new(
        _blobs, new ImportLog(tables), new FeedbackInbox(_queues, _blobs, clock ?? TimeProvider.System), new MappingStore(_tables, clock ?? TimeProvider.System), clock ?? TimeProvider.System, new ImportOptions { ItemsPerPart = 10 });

    private async Task<ImportStatus> StatusAsync(string id) => (await new ImportLog(_tables).StatusAsync(id, CancellationToken.None))!;

    private Task<string> StageAsync(int rows, int bad)
    {
        StringBuilder file = new("Query Id,Date,Resource Id,Full Text\n");
        for (int i = 0; i < rows; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"1,2026-10-30 10:00:00,m{i},late again\n");
        }

        for (int i = 0; i < bad; i++)
        {
            file.Append("1,no date,x,late again\n");
        }

        return StageAsync(file.ToString());
    }

    private async Task<string> StageAsync(string file, params (string Name, string? Value)[] options)
    {
        using MemoryStream upload = new(Encoding.UTF8.GetBytes(file), writable: false);
        return await new StageImport(_blobs, _queues, new ImportLog(_tables), TimeProvider.System, () => "0000").StageAsync(
            "one", source: null, UploadOptions.TryRead(name => options.FirstOrDefault(o => o.Name == name).Value, new InputErrors())!, upload, CancellationToken.None);
    }
}
