using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Sending;

namespace CxFunnel.Cli.Demo;

/// <summary>The columns of <c>GET /api/metrics</c> that the demo shows.</summary>
public sealed record MetricsRow
{
    public required DateOnly Date { get; init; }

    public required string Value { get; init; }

    public required long Feedback { get; init; }

    public required long Promoters { get; init; }

    public required long Passives { get; init; }

    public required long Detractors { get; init; }

    public required double Nps { get; init; }

    public required double NpsLow { get; init; }

    public required double NpsHigh { get; init; }

    public required long Texts { get; init; }

    public required long Positive { get; init; }

    public required long Neutral { get; init; }

    public required long Negative { get; init; }

    public required long Mixed { get; init; }

    public required double NetSentiment { get; init; }

    public long NpsResponses => Promoters + Passives + Detractors;

    public static async Task<IReadOnlyList<MetricsRow>> ReadAsync(
        FunnelClient client, string program, string grain, string by, CancellationToken cancellation)
    {
        JsonElement report = await client.GetJsonAsync($"/api/metrics?program={program}&grain={grain}&by={by}", cancellation);
        return [.. report.GetProperty("rows").EnumerateArray().Select(Read)];
    }

    private static MetricsRow Read(JsonElement row)
    {
        long Count(string name) => row.GetProperty(name).GetInt64();
        double Number(string name) => row.GetProperty(name).GetDouble();
        return new MetricsRow
        {
            Date = DateOnly.ParseExact(row.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Value = row.GetProperty("value").GetString()!,
            Feedback = Count("feedback"),
            Promoters = Count("promoters"),
            Passives = Count("passives"),
            Detractors = Count("detractors"),
            Nps = Number("nps"),
            NpsLow = Number("npsLow"),
            NpsHigh = Number("npsHigh"),
            Texts = Count("texts"),
            Positive = Count("positive"),
            Neutral = Count("neutral"),
            Negative = Count("negative"),
            Mixed = Count("mixed"),
            NetSentiment = Number("netSentiment"),
        };
    }
}

/// <summary>What the demo reads back, once everything is counted.</summary>
public sealed record DemoMetrics
{
    public required IReadOnlyList<MetricsRow> Total { get; init; }

    public required IReadOnlyList<MetricsRow> Days { get; init; }

    public required IReadOnlyList<MetricsRow> Weeks { get; init; }

    public required IReadOnlyList<MetricsRow> Sources { get; init; }

    public required IReadOnlyList<MetricsRow> Touchpoints { get; init; }

    public required IReadOnlyList<MetricsRow> TouchpointWeeks { get; init; }

    public required IReadOnlyList<MetricsRow> Languages { get; init; }

    public required IReadOnlyList<CauseRow> Causes { get; init; }

    public static async Task<DemoMetrics> ReadAsync(FunnelClient client, string program, CancellationToken cancellation) => new()
    {
        Total = await MetricsRow.ReadAsync(client, program, "total", "all", cancellation),
        Days = await MetricsRow.ReadAsync(client, program, "day", "all", cancellation),
        Weeks = await MetricsRow.ReadAsync(client, program, "week", "all", cancellation),
        Sources = await MetricsRow.ReadAsync(client, program, "total", "source", cancellation),
        Touchpoints = await MetricsRow.ReadAsync(client, program, "total", "touchpoint", cancellation),
        TouchpointWeeks = await MetricsRow.ReadAsync(client, program, "week", "touchpoint", cancellation),
        Languages = await MetricsRow.ReadAsync(client, program, "total", "language", cancellation),
        Causes = await CauseRow.ReadAsync(client, program, cancellation),
    };
}
