namespace CxFunnel.Pipeline.Verify;

/// <summary>One number that is not what the ledger says it must be.</summary>
/// <param name="Where">The table and partition that holds it, for example <c>ledger shop|02</c>.</param>
/// <param name="Day">Null when the day itself cannot be read.</param>
/// <param name="Cell"><c>dimension|value</c>, or <c>feedback|id</c> for a ledger row that is itself unusable.</param>
/// <param name="Measure">The measure of an aggregate, the column of a table, or what is wrong with a ledger row.</param>
/// <param name="Expected">What the fold of the ledger rows gives, in the invariant form.</param>
/// <param name="Found">What is stored; empty when nothing is.</param>
public sealed record Difference(string Program, string Where, DateOnly? Day, string Cell, string Measure, string Expected, string Found);

/// <summary>What a recount of one program found.</summary>
/// <param name="Feedback">Ledger rows read, tombstones and partial responses included.</param>
/// <param name="Days">Days with an aggregate row.</param>
/// <param name="PendingDays">Days that were counted and not rolled up yet; no difference, the rollup is on its way.</param>
/// <param name="BusyDays">Days that were written to during every look, so that nothing can be said about them.</param>
/// <param name="DifferenceCount">All of them.</param>
/// <param name="Differences">The first <see cref="Findings.MaxListed"/>.</param>
public sealed record ProgramVerification(
    string Program, long Feedback, int Days, int PendingDays, IReadOnlyList<DateOnly> BusyDays, long DifferenceCount, IReadOnlyList<Difference> Differences);

/// <summary>What a recount found.</summary>
public sealed record VerificationReport(DateTimeOffset StartedAt, DateTimeOffset FinishedAt, IReadOnlyList<ProgramVerification> Programs)
{
    public long Feedback => Programs.Sum(p => p.Feedback);

    public long Differences => Programs.Sum(p => p.DifferenceCount);

    public int PendingDays => Programs.Sum(p => p.PendingDays);

    public int BusyDays => Programs.Sum(p => p.BusyDays.Count);
}

/// <summary>Gathers what is found wrong in one program: all differences are counted, the first are kept.</summary>
public sealed class Findings(string program)
{
    /// <summary>Enough to see a pattern; a table that is wrong altogether must not fill the memory.</summary>
    public const int MaxListed = 1_000;

    private readonly List<Difference> _listed = [];

    public string Program => program;

    public long Count { get; private set; }

    public IReadOnlyList<Difference> Listed => _listed;

    public void Add(string where, DateOnly? day, string cell, string measure, string expected, string found)
    {
        Count++;
        if (_listed.Count < MaxListed)
        {
            _listed.Add(new Difference(program, where, day, cell, measure, expected, found));
        }
    }

    public void Add(Findings others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Count += others.Count;
        _listed.AddRange(others.Listed.Take(MaxListed - _listed.Count));
    }
}
