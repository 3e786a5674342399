using System.ComponentModel.DataAnnotations;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>What differs from program to program. Section <c>Programs:{program}</c>; a program without one has the defaults.</summary>
public sealed class ProgramOptions
{
    /// <summary>IANA name of the time zone whose midnights divide the days. Default UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// In how many partitions the program's ledger begins, 1..64; default 4. A storage partition takes about 2,000 rows a
    /// second. What counts later is the stored layout, which <c>./cx reshard</c> changes.
    /// </summary>
    [Range(1, 64)]
    public int Shards { get; set; } = 4;

    /// <summary>
    /// The share of detractors' annual value that counts as at risk, 0..1. Default 0.25: a planning figure of ours, to be
    /// replaced by the company's own churn of detractors.
    /// </summary>
    [Range(0.0, 1.0)]
    public double DetractorChurn { get; set; } = 0.25;

    /// <summary>
    /// How long a partial response waits for its end, from when its latest version was taken in, before it is counted as it is;
    /// 0 to ten years. Default null: never, since most tools send a partial response while the customer is still at it.
    /// </summary>
    public TimeSpan? CountPartialAfter { get; set; }
}

/// <summary>The settings of every program.</summary>
public sealed class Programs(IReadOnlyDictionary<string, ProgramOptions> configured)
{
    private static readonly ProgramOptions Default = new();
    private static readonly TimeSpan LongestPartialWait = TimeSpan.FromDays(3_653);

    private readonly Dictionary<string, (ProgramOptions Options, TimeZoneInfo Zone)> _programs = configured.ToDictionary(
        p => p.Key, p => (Checked(p.Key, p.Value), TimeZoneInfo.FindSystemTimeZoneById(p.Value.TimeZone)), StringComparer.Ordinal);

    /// <summary>The programs that count a partial response after a while, and after which.</summary>
    public IEnumerable<(string Program, TimeSpan After)> CountingPartials =>
        _programs.Where(p => p.Value.Options.CountPartialAfter is not null).Select(p => (p.Key, p.Value.Options.CountPartialAfter!.Value));

    public ProgramOptions Of(string program) => _programs.TryGetValue(program, out var known) ? known.Options : Default;

    /// <summary>The day that an item belongs to: of when it happened, else of when it was submitted, in the program's time zone.</summary>
    public DateOnly DayOf(string program, FeedbackItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        DateTimeOffset at = item.OccurredAt ?? item.SubmittedAt;
        TimeZoneInfo zone = _programs.TryGetValue(program, out var known) ? known.Zone : TimeZoneInfo.Utc;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }

    private static ProgramOptions Checked(string program, ProgramOptions options) =>
        options.CountPartialAfter is not { } after || (after >= TimeSpan.Zero && after <= LongestPartialWait)
            ? options
            : throw new ArgumentException($"Programs:{program}:CountPartialAfter is {after}; 0 to {LongestPartialWait.TotalDays} days are expected.", nameof(options));
}
