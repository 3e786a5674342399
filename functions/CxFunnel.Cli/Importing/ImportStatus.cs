using System.Text.Json;

namespace CxFunnel.Cli.Importing;

/// <summary>How far an import has come: the answer of <c>GET /api/imports/{id}</c>.</summary>
/// <param name="State">reading, counting, done or failed.</param>
/// <param name="Rejected">All rejected rows.</param>
/// <param name="Listed">The first of them (at most 1,000), with reasons.</param>
/// <param name="Reason">Why it failed; null when it did not.</param>
public sealed record ImportStatus(
    string Id, string State, long Rows, long Queued, long Counted, long Duplicates, long Rejected, IReadOnlyList<RejectedRow> Listed, string? Reason)
{
    public bool HasEnded => State is "done" or "failed";

    public bool HasFailed => State == "failed";

    public static ImportStatus Read(JsonElement json)
    {
        List<RejectedRow> listed = [];
        if (json.TryGetProperty("rejected", out JsonElement rejected) && rejected.ValueKind == JsonValueKind.Array)
        {
            listed.AddRange(rejected.EnumerateArray().Select(row => new RejectedRow(row.GetProperty("row").GetInt64(), row.GetProperty("reason").GetString() ?? "")));
        }

        return new ImportStatus(
            Text(json, "id") ?? "",
            Text(json, "state")?.ToLowerInvariant() ?? "",
            Number(json, "rows") ?? 0,
            Number(json, "queued") ?? 0,
            Number(json, "counted") ?? 0,
            Number(json, "duplicates") ?? 0,
            Number(json, "rejectedRows") ?? listed.Count,
            listed,
            Text(json, "reason"));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}

/// <param name="Row">As a spreadsheet numbers it, from 1.</param>
/// <param name="Reason">Without a word of the text.</param>
public sealed record RejectedRow(long Row, string Reason);
