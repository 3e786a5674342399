using System.Globalization;

namespace CxFunnel.Samples.Tests;

public sealed class SampleReadmeTests
{
    private static readonly string[] Readme = ReadLines();

    [Fact]
    public void Readme_Counts_AreThoseOfTheDefaultSeed()
    {
        SampleTruth truth = Samples.Set.Truth;
        (string Label, int Count)[] expected =
        [
            ("distinct items, each counted once", truth.Items),
            ("from `typeform`", truth.ItemsBySource["typeform"]),
            ("from `helpdesk` (tickets)", truth.ItemsBySource["helpdesk"]),
            ("from `shop-reviews`", truth.ItemsBySource["shop-reviews"]),
            ("from `app-pulse` (polls in the app)", truth.ItemsBySource["app-pulse"]),
            ("from `brandwatch` (mentions and public reviews)", truth.ItemsBySource["brandwatch"]),
            ("Typeform responses that stay partial, not counted", truth.PartialsOnly),
            ("webhooks delivered again", truth.Duplicates.Webhooks),
            ("partials that arrive after their completed response", truth.Duplicates.PartialsAfterCompletion),
            ("own items sent again unchanged", truth.Duplicates.FeedbackItems),
            ("own items corrected", truth.Corrections),
            ("older versions sent after their correction", truth.StaleRevisions),
            ("export rows that repeat a mention", truth.Duplicates.ExportRows),
            ("export rows to reject", truth.Rejected),
        ];
        Assert.All(expected, line => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {line.Label} | {line.Count:N0} |"), Readme));
    }

    [Fact]
    public void Readme_Nps_IsThatOfTheDefaultSeed()
    {
        SampleTruth truth = Samples.Set.Truth;
        string weeks = string.Join(
            ' ', truth.DeliveryNpsByWeek.OrderBy(week => week.Key).Select(week => week.Value.Score.ToString("F0", CultureInfo.InvariantCulture)));

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| NPS over all sources | {truth.Nps.Score:F1} |"), Readme);
        Assert.Contains($"NPS of `delivery` by week: {weeks}", Readme);
    }

    private static string[] ReadLines()
    {
        using Stream stream = typeof(SampleReadmeTests).Assembly.GetManifestResourceStream("README.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n');
    }
}
