using System.Text.Json;
using CxFunnel.Cli.Sending;

namespace CxFunnel.Cli.Demo;

/// <summary>A root cause over all days, as <c>GET /api/root-causes</c> ranks them.</summary>
/// <param name="NpsEffect">Points of NPS that it accounts for, with its 95 % interval.</param>
/// <param name="IsEstimated">False where there are too few answers to tell.</param>
public sealed record CauseRow(string Label, long Mentions, double NpsEffect, double NpsEffectLow, double NpsEffectHigh, double ValueAtRisk, bool IsEstimated)
{
    /// <summary>The one that costs most first.</summary>
    public static async Task<IReadOnlyList<CauseRow>> ReadAsync(FunnelClient client, string program, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        JsonElement answer = await client.GetJsonAsync($"/api/root-causes?program={program}", cancellation);
        return [.. answer.GetProperty("rows").EnumerateArray().Select(row => new CauseRow(
            row.GetProperty("label").GetString()!,
            row.GetProperty("mentions").GetInt64(),
            row.GetProperty("npsEffect").GetDouble(),
            row.GetProperty("npsEffectLow").GetDouble(),
            row.GetProperty("npsEffectHigh").GetDouble(),
            row.GetProperty("valueAtRisk").GetDouble(),
            row.GetProperty("isEstimated").GetBoolean()))];
    }
}
