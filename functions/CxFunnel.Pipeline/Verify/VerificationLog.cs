using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Verify;

/// <summary>The latest recount of everything, in short.</summary>
/// <param name="FirstDifferences">At most <see cref="VerificationLog.MaxDifferencesKept"/>.</param>
public sealed record LatestVerification(
    DateTimeOffset FinishedAt, double Seconds, int Programs, long Feedback, long Differences, int PendingDays, int BusyDays, IReadOnlyList<Difference> FirstDifferences);

/// <summary>Keeps the result of the latest recount in the table <c>settings</c>.</summary>
public sealed class VerificationLog(ITableStore tables)
{
    public const int MaxDifferencesKept = 20;

    private const string Partition = "verify";
    private const string Row = "latest";
    private const string ResultColumn = "Result";

    public async Task SaveAsync(VerificationReport report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        LatestVerification latest = new(
            report.FinishedAt,
            (report.FinishedAt - report.StartedAt).TotalSeconds,
            report.Programs.Count,
            report.Feedback,
            report.Differences,
            report.PendingDays,
            report.BusyDays,
            [.. report.Programs.SelectMany(p => p.Differences).Take(MaxDifferencesKept)]);
        TableRow row = new(Partition, Row)
        {
            ["FinishedAt"] = latest.FinishedAt,
            ["Feedback"] = latest.Feedback,
            ["Differences"] = latest.Differences,
        };
        LongText.Put(row, ResultColumn, JsonSerializer.Serialize(latest, VerificationJson.Default.LatestVerification));
        await tables.CommitAsync(TableNames.Settings, [RowChange.Put(row)], cancellation);
    }

    /// <returns>Null before the first recount.</returns>
    public async Task<LatestVerification?> LatestAsync(CancellationToken cancellation) =>
        await tables.FindAsync(TableNames.Settings, Partition, Row, cancellation) is { } row && LongText.Text(row, ResultColumn) is { } json
            ? JsonSerializer.Deserialize(json, VerificationJson.Default.LatestVerification)
            : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LatestVerification))]
internal sealed partial class VerificationJson : JsonSerializerContext;
