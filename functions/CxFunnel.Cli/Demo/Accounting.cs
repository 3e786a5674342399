using System.Globalization;
using CxFunnel.Cli.Importing;
using CxFunnel.Samples;

namespace CxFunnel.Cli.Demo;

/// <summary>Compares what was counted with what the samples were made to hold.</summary>
public static class Accounting
{
    private const string Delivery = "delivery";

    /// <returns>A line for each number that is not what it must be; empty when every sample item is accounted for.</returns>
    public static IReadOnlyList<string> Differences(SampleTruth truth, SentSamples sent, DemoMetrics metrics)
    {
        List<string> differences = [];
        void Compare(string what, long expected, long found)
        {
            if (expected != found)
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {expected:N0} expected, {found:N0} found"));
            }
        }

        void CompareNps(string what, NpsTruth expected, MetricsRow? found)
        {
            Compare($"{what}, promoters", expected.Promoters, found?.Promoters ?? 0);
            Compare($"{what}, passives", expected.Passives, found?.Passives ?? 0);
            Compare($"{what}, detractors", expected.Detractors, found?.Detractors ?? 0);
        }

        Compare("counted items", truth.Items, metrics.Total.Sum(row => row.Feedback));
        Compare("webhooks set aside", 0, sent.Webhooks.Quarantined);
        foreach (string source in truth.ItemsBySource.Keys.Union(metrics.Sources.Select(row => row.Value)).Order(StringComparer.Ordinal))
        {
            Compare($"source {source}", truth.ItemsBySource.GetValueOrDefault(source), metrics.Sources.FirstOrDefault(row => row.Value == source)?.Feedback ?? 0);
        }

        foreach ((ExportTruth expected, ImportStatus found) in truth.Exports.Zip(sent.Imports))
        {
            // A second run on the same data finds all of them counted before.
            Compare($"{expected.FileName}, rows", expected.Rows, found.Rows);
            Compare($"{expected.FileName}, rejected rows", expected.Rejected, found.Rejected);
            Compare($"{expected.FileName}, counted and duplicate rows", expected.New + expected.Duplicates, found.Counted + found.Duplicates);
        }

        foreach (DateOnly day in truth.ItemsByDay.Keys.Union(metrics.Days.Select(row => row.Date)).Order())
        {
            Compare($"day {day:yyyy-MM-dd}", truth.ItemsByDay.GetValueOrDefault(day), metrics.Days.FirstOrDefault(row => row.Date == day)?.Feedback ?? 0);
        }

        CompareNps("NPS", truth.Nps, metrics.Total.SingleOrDefault());
        foreach ((DateOnly week, NpsTruth expected) in truth.NpsByWeek.OrderBy(pair => pair.Key))
        {
            CompareNps($"NPS in the week of {week:yyyy-MM-dd}", expected, metrics.Weeks.FirstOrDefault(row => row.Date == week));
        }

        foreach ((DateOnly week, NpsTruth expected) in truth.DeliveryNpsByWeek.OrderBy(pair => pair.Key))
        {
            CompareNps(
                $"NPS of delivery in the week of {week:yyyy-MM-dd}",
                expected,
                metrics.TouchpointWeeks.FirstOrDefault(row => row.Date == week && row.Value == Delivery));
        }

        return differences;
    }
}
