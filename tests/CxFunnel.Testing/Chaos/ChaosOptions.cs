namespace CxFunnel.Testing.Chaos;

/// <summary>How hard, and how long.</summary>
public sealed record ChaosOptions
{
    /// <summary>Decides the traffic, the faults and the moments of the kills; threads and processes add the rest.</summary>
    public required int Seed { get; init; }

    /// <summary>How often an app is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How often a program gets another number of shards meanwhile, more and fewer.</summary>
    public int Reshards { get; init; }

    /// <summary>How many customers are erased meanwhile; every second one keeps its counts.</summary>
    public int Erasures { get; init; }

    /// <summary>App processes at once, on one storage account.</summary>
    public int Apps { get; init; } = 1;

    /// <summary>Senders of responses at once; one more uploads exports.</summary>
    public int Clients { get; init; } = 6;

    /// <summary>The share of storage requests that a fault begins with, 0..1.</summary>
    public double FaultShare { get; init; } = 0.06;

    /// <summary>How long an app lives at least and at most, from when it listens.</summary>
    public TimeSpan ShortestLife { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestLife { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Between one export and the next.</summary>
    public TimeSpan UploadEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a client waits after an answer before it sends the next.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long a message stays hidden that an app has taken; the host's own is 30 seconds. Shorter, what a killed app held comes back sooner,
    /// and a message more often comes again while the app that took it is still at work.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After the faults have ended: how long everything may take to be counted.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets a line now and then; null for nobody.</summary>
    public Action<string>? OnProgress { get; init; }
}

/// <summary>What a run did, and what it found.</summary>
/// <param name="Reshards">How often a program was laid out anew.</param>
/// <param name="Erasures">Certificates of erased customers.</param>
/// <param name="Faults">Storage requests by what became of them.</param>
/// <param name="Acknowledged">Items answered 202, repeats and versions included.</param>
/// <param name="Feedback">Different ones.</param>
/// <param name="SentAgain">Requests whose answer was a 503 or no answer at all.</param>
/// <param name="Replayed">Messages that had failed so often that they were in a poison queue.</param>
/// <param name="VerifyDifferences">What the recount of ledger, sums and tables found; 0 when all is well.</param>
/// <param name="Problems">Everything else that is not as promised.</param>
public sealed record ChaosReport(
    int Kills,
    int Reshards,
    int Erasures,
    IReadOnlyDictionary<ProxyFault, long> Faults,
    long Acknowledged,
    int Feedback,
    long SentAgain,
    int Imports,
    int Replayed,
    TimeSpan Took,
    ChaosComparison Metrics,
    long VerifyDifferences,
    IReadOnlyList<string> Problems)
{
    /// <summary>Messages that were put back because their program's ledger was being laid out anew; each time counts.</summary>
    public long Deferred { get; init; }

    public bool IsExact => Metrics.IsEqual && VerifyDifferences == 0 && Problems.Count == 0;
}
