namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// How many storage transactions the design says that a run takes, to hold the measured ones against. The same formulas stand in
/// docs/operations.md ("What it costs").
/// </summary>
/// <param name="Shards">Partitions of the program's ledger.</param>
/// <param name="Seconds">How long items were counted.</param>
/// <param name="Days">Days that the items belong to; those of an export are spread over them evenly and in order.</param>
internal sealed record CallFormula(long Items, int Shards, double Seconds, int Days)
{
    /// <summary>Default of Imports:ItemsPerPart.</summary>
    private const double ItemsPerPart = 1_000;

    /// <summary>Default of Ledger:MaxChangesPerTransaction, less the head of the partition, which each of them replaces.</summary>
    private const double ChangesPerTransaction = 99;

    /// <summary>A doorbell rings when none is on its way.</summary>
    private const double SecondsPerRollup = 2;
    private const double DaysPerRead = 32;
    private const double DaysPerMonth = 30;
    private const double UploadBlockBytes = 1024 * 1024;
    private const double MessagesPerGet = 16;

    /// <summary>Each is looked at once a second while it is empty (host.json: maxPollingInterval), a few seconds longer than items are counted.</summary>
    private const double Queues = 4;
    private const double QuietSeconds = 4;

    /// <summary>Of one value, or of a few, of each of the seven dimensions beside the whole.</summary>
    private const double CellsPerDay = 10;

    /// <summary>Of the ledger: what a page of storage and what discovery's LedgerRescore takes at once.</summary>
    private const double RowsPerPage = 1_000;
    private const double RowsPerBlock = 1_000;
    private const double DaysPerTransaction = 10;

    private const double QuotesPerCause = 3;

    /// <summary>Leases, switches, what is known, what was done.</summary>
    private const double Fixed = 25;

    private double Rollups => 1 + (Seconds / SecondsPerRollup);

    /// <summary>An upload of <paramref name="bytes"/> bytes.</summary>
    public IReadOnlyDictionary<StorageCall, double> Import(double bytes)
    {
        double parts = Math.Ceiling(Items / ItemsPerPart);
        // A transaction takes the items of its shard out of a stretch of the file, and two changes more for each day in it.
        double perTransaction = ChangesPerTransaction;
        for (int i = 0; i < 3; i++)
        {
            perTransaction = ChangesPerTransaction - (2 * Math.Min(Days, 1 + (perTransaction * Shards * Days / Items)));
        }

        return With(
            ledger: Items / perTransaction,
            messages: parts + 1,
            // The header after each part, and what became of the part.
            notes: (2 * parts) + 2,
            daysPerRollup: 1 + (Days / Rollups),
            blobWrites: parts + Math.Ceiling(bytes / UploadBlockBytes) + 1,
            blobReads: parts + 1);
    }

    /// <param name="inMessage">Items that share a message: those that came while the one before was on its way.</param>
    public IReadOnlyDictionary<StorageCall, double> Webhooks(double inMessage) => With(
        ledger: Items / (ChangesPerTransaction - 2), messages: Items / inMessage, notes: 0, daysPerRollup: 1, blobWrites: 0, blobReads: 0);

    /// <summary>A run of discovery over a ledger of so many items.</summary>
    /// <param name="changed">Items whose causes it changes.</param>
    /// <param name="causes">Rows of the catalogue, with three quotes each.</param>
    public IReadOnlyDictionary<StorageCall, double> Discovery(long changed, long causes)
    {
        double pages = Shards * Math.Ceiling(Items / (double)Shards / RowsPerPage);
        double sums = Shards * Math.Ceiling(Days / DaysPerRead);
        double blocks = Shards * Math.Ceiling(changed / (double)Shards / RowsPerBlock);
        double months = Math.Ceiling(Days / DaysPerMonth) + 1;
        // A transaction has the head, two changes a day and the feedback of these days; ten days at most.
        double perDay = Math.Max(1, Math.Min(RowsPerBlock, (double)changed / Shards) / Days);
        double perTransaction = Math.Min(DaysPerTransaction, (ChangesPerTransaction - 1) / (2 + perDay)) * perDay;
        return new Dictionary<StorageCall, double>
        {
            // Feedback; then the rows of every day, for what is shown of them, and the markers.
            [StorageCall.TableTransaction] = (changed / Math.Max(1, perTransaction)) + (Days * CellsPerDay / ChangesPerTransaction) + (2 * months) + Fixed,
            // The ledger twice; the sums of the days for every block that is rewritten, with its head, and for rollup and catalogue; each quote, which may
            // have been erased meanwhile, with the layout that says where it is.
            [StorageCall.TableRead] = (2 * pages) + (blocks * (1 + Math.Ceiling(Days / DaysPerRead))) + (4 * sums) + (2 * months) + (2 * QuotesPerCause * causes) + Fixed,
            [StorageCall.QueueGet] = Queues * Seconds,
            [StorageCall.BlobWrite] = 1,
            [StorageCall.BlobRead] = 1,
        };
    }

    private Dictionary<StorageCall, double> With(double ledger, double messages, double notes, double daysPerRollup, double blobWrites, double blobReads)
    {
        double months = Math.Ceiling(daysPerRollup / DaysPerMonth);
        return new Dictionary<StorageCall, double>
        {
            // The rows of the days and the guard of each; then the markers of every shard.
            [StorageCall.TableTransaction] = ledger + notes + (Rollups * ((daysPerRollup * CellsPerDay / ChangesPerTransaction) + months + Shards)),
            // Days around a first touched one; markers, sums and the month's rows.
            [StorageCall.TableRead] = (Shards * Math.Ceiling(Days / 45.0)) + (Rollups * (Shards + (Shards * Math.Ceiling(daysPerRollup / DaysPerRead)) + months)),
            [StorageCall.QueuePut] = messages + Rollups,
            [StorageCall.QueueGet] = (messages / MessagesPerGet) + (Queues * (Seconds + QuietSeconds)),
            [StorageCall.QueueDelete] = messages + Rollups,
            [StorageCall.BlobWrite] = blobWrites,
            [StorageCall.BlobRead] = blobReads,
            [StorageCall.BlobDelete] = blobReads,
        };
    }
}
