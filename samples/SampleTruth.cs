namespace CxFunnel.Samples;

/// <summary>The exact outcome of taking in a whole <see cref="SampleSet"/>, told from the plan and not from its bytes.</summary>
/// <param name="Items">Distinct feedback that must be counted.</param>
/// <param name="ItemsByDay">Counted feedback per UTC day of <c>occurredAt ?? submittedAt</c>, after corrections; every day of the period is present.</param>
/// <param name="ItemsBySource">Counted feedback per source.</param>
/// <param name="PartialsOnly">Typeform responses of which only a partial ever arrives; never counted.</param>
/// <param name="Duplicates">What arrives again without change.</param>
/// <param name="Corrections">Own items that arrive again with changed content and a newer <c>revisedAt</c>.</param>
/// <param name="StaleRevisions">Own items that arrive again, after their correction, in the older version; they change nothing.</param>
/// <param name="Exports">Per export, in the order of <see cref="SampleSet.Exports"/>.</param>
/// <param name="Nps">Over the whole period, all sources.</param>
/// <param name="NpsByWeek">Per week, keyed by its Monday; weeks without an answer are absent.</param>
/// <param name="DeliveryNpsByWeek">The same for feedback with touchpoint <c>delivery</c>.</param>
public sealed record SampleTruth(
    int Items,
    IReadOnlyDictionary<DateOnly, int> ItemsByDay,
    IReadOnlyDictionary<string, int> ItemsBySource,
    int PartialsOnly,
    DuplicateTruth Duplicates,
    int Corrections,
    int StaleRevisions,
    IReadOnlyList<ExportTruth> Exports,
    NpsTruth Nps,
    IReadOnlyDictionary<DateOnly, NpsTruth> NpsByWeek,
    IReadOnlyDictionary<DateOnly, NpsTruth> DeliveryNpsByWeek)
{
    /// <summary>Export rows that cannot become feedback, over all exports.</summary>
    public int Rejected => Exports.Sum(export => export.Rejected);
}

/// <summary>What arrives again without change and must not be counted again.</summary>
/// <param name="Webhooks">Webhook deliveries: the same response under a new event id.</param>
/// <param name="PartialsAfterCompletion">Webhook deliveries of a partial that arrive after their response was completed.</param>
/// <param name="FeedbackItems">Items of our own JSON.</param>
/// <param name="ExportRows">Rows, within one export or across two.</param>
public sealed record DuplicateTruth(int Webhooks, int PartialsAfterCompletion, int FeedbackItems, int ExportRows);

/// <summary>What <c>GET /api/imports/{id}</c> says in the end, if the exports are taken in order.</summary>
/// <param name="Rows">Data rows: New + Duplicates + Rejected.</param>
/// <param name="New">Rows that are counted for the first time.</param>
public sealed record ExportTruth(string FileName, int Rows, int New, int Duplicates, int Rejected);

/// <summary>Answers to the question of recommendation: 9 and 10, 7 and 8, 0 to 6.</summary>
public sealed record NpsTruth(int Promoters, int Passives, int Detractors)
{
    public int Responses => Promoters + Passives + Detractors;

    /// <summary>100 (promoters - detractors) / responses, from -100 to 100; NaN without responses.</summary>
    public double Score => 100.0 * (Promoters - Detractors) / Responses;
}
