using System.Globalization;
using System.Text.Json;

namespace CxFunnel.Testing.Chaos;

/// <summary>How the report differs from the oracle.</summary>
/// <param name="Lost">Feedback that the report's total lacks on some day.</param>
/// <param name="Double">Feedback that the report's total has too many on some day.</param>
/// <param name="Differences">All numbers that differ, of whatever dimension; the first fifty.</param>
public sealed record ChaosComparison(long Lost, long Double, int DifferenceCount, IReadOnlyList<string> Differences)
{
    public bool IsEqual => DifferenceCount == 0;
}

/// <summary>Reads <c>/api/metrics</c>, every dimension by day, and holds it against the oracle to the last unit.</summary>
internal static class ChaosMetrics
{
    private const int MaxListed = 50;
    private const double Millionths = 1e6;

    /// <summary>Hundredths of a currency, a quarter of which counts as at risk.</summary>
    private const double HundredthsAtRisk = 400;

    private static readonly string[] Dimensions = ["all", "source", "channel", "touchpoint", "language", "country", "segment", "kind"];
    private static readonly string[] Counts = ["feedback", "npsResponses", "promoters", "passives", "detractors", "csatResponses", "cesResponses", "ratingResponses", "texts", "positive", "neutral", "negative", "mixed", "gapResponses"];
    private static readonly (string Mean, string Count)[] Means = [("csatMean", "csatResponses"), ("cesMean", "cesResponses"), ("ratingMean", "ratingResponses"), ("sentimentMean", "texts")];

    public static async Task<ChaosComparison> CompareAsync(HttpClient client, IEnumerable<string> programs, ChaosOracle oracle, IReadOnlyDictionary<ChaosCell, Dictionary<string, long>> cells)
    {
        Dictionary<ChaosCell, Dictionary<string, long>> expected = new(cells);
        long lost = 0;
        long tooMany = 0;
        int count = 0;
        List<string> listed = [];
        foreach (string program in programs)
        {
            foreach (string dimension in Dimensions)
            {
                byte[] body = await client.GetByteArrayAsync(new Uri($"api/metrics?program={program}&grain=day&by={dimension}", UriKind.Relative));
                using JsonDocument report = JsonDocument.Parse(body);
                foreach (JsonElement row in report.RootElement.GetProperty("rows").EnumerateArray())
                {
                    ChaosCell cell = new(program, dimension, DateOnly.Parse(row.GetProperty("date").GetString()!, CultureInfo.InvariantCulture), row.GetProperty("value").GetString()!);
                    expected.Remove(cell, out Dictionary<string, long>? numbers);
                    Compare(cell, numbers ?? [], Numbers(row));
                }
            }
        }

        foreach ((ChaosCell cell, Dictionary<string, long> numbers) in expected)
        {
            Compare(cell, numbers, []);
        }

        return new ChaosComparison(lost, tooMany, count, listed);

        void Compare(ChaosCell cell, Dictionary<string, long> wanted, Dictionary<string, long> found)
        {
            foreach (string name in wanted.Keys.Union(found.Keys))
            {
                long excess = found.GetValueOrDefault(name) - wanted.GetValueOrDefault(name);
                if (excess == 0)
                {
                    continue;
                }

                if (cell.Dimension == "all" && name == "feedback")
                {
                    lost += Math.Max(0, -excess);
                    tooMany += Math.Max(0, excess);
                    string standing = string.Join(", ", oracle.StandingOn(cell.Program, cell.Day).Select(v => $"{v.Source} {v.Id} v{v.Number}"));
                    listed.Add(string.Create(CultureInfo.InvariantCulture, $"{cell.Program} {cell.Day:yyyy-MM-dd} holds {excess:+0;-0} feedback; there must be {standing}"));
                }

                if (count++ < MaxListed)
                {
                    listed.Add(string.Create(
                        CultureInfo.InvariantCulture, $"{cell.Program} {cell.Day:yyyy-MM-dd} {cell.Dimension} {cell.Value} {name}: {found.GetValueOrDefault(name)}, must be {wanted.GetValueOrDefault(name)}"));
                }
            }
        }
    }

    /// <summary>Whether one value of a dimension has exactly these numbers, and on no other day.</summary>
    public static async Task<bool> HasCellsAsync(
        HttpClient client, string program, string dimension, string value, IReadOnlyDictionary<ChaosCell, Dictionary<string, long>> expected)
    {
        byte[] body = await client.GetByteArrayAsync(new Uri($"api/metrics?program={program}&grain=day&by={dimension}", UriKind.Relative));
        using JsonDocument report = JsonDocument.Parse(body);
        Dictionary<DateOnly, Dictionary<string, long>> found = report.RootElement.GetProperty("rows").EnumerateArray()
            .Where(row => row.GetProperty("value").GetString() == value)
            .ToDictionary(row => DateOnly.Parse(row.GetProperty("date").GetString()!, CultureInfo.InvariantCulture), Numbers);
        KeyValuePair<ChaosCell, Dictionary<string, long>>[] wanted = [.. expected.Where(e => e.Key.Dimension == dimension && e.Key.Value == value)];
        return wanted.Length == found.Count && Array.TrueForAll(wanted, cell => found.TryGetValue(cell.Key.Day, out Dictionary<string, long>? numbers)
            && numbers.Keys.Union(cell.Value.Keys).All(name => numbers.GetValueOrDefault(name) == cell.Value.GetValueOrDefault(name)));
    }

    private static Dictionary<string, long> Numbers(JsonElement row)
    {
        Dictionary<string, long> numbers = Counts.ToDictionary(name => name, name => row.GetProperty(name).GetInt64(), StringComparer.Ordinal);
        foreach ((string mean, string responses) in Means)
        {
            numbers[mean] = (long)Math.Round(row.GetProperty(mean).GetDouble() * numbers[responses] * Millionths);
        }

        numbers["valueAtRisk"] = (long)Math.Round(row.GetProperty("valueAtRisk").GetDouble() * HundredthsAtRisk);
        return numbers;
    }
}
