using System.Globalization;
using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests;

/// <summary>
/// A file of texts in which people marked what is to be found: a line each, cells parted by tabs, the language and the text first. Rules
/// may be tuned on every other line of a language; the rest are held out, and what goes wrong in them is not shown.
/// </summary>
internal static class MarkedSet
{
    /// <summary>Prints how much is found in each language, and the faults of the lines to tune on.</summary>
    /// <param name="folder">Where <c>marked.tsv</c> lies beside the tests.</param>
    /// <param name="measure">What is found in a line of these cells.</param>
    /// <returns>The sum of all lines held out.</returns>
    public static MarkedCount Measure(string folder, ITestOutputHelper output, Func<string[], MarkedLine> measure) =>
        MeasureHalves(folder, "marked.tsv", output, measure).Unseen;

    /// <summary>The same for a file of any name.</summary>
    /// <returns>The sum of the lines to tune on, and that of those held out.</returns>
    public static (MarkedCount Tuned, MarkedCount Unseen) MeasureHalves(string folder, string file, ITestOutputHelper output, Func<string[], MarkedLine> measure)
    {
        MarkedCount tuned = default;
        MarkedCount unseen = default;
        List<string> faults = [];
        foreach (IGrouping<string, string[]> language in Read(folder, file).GroupBy(cells => cells[0], StringComparer.Ordinal))
        {
            MarkedCount ofTuned = default;
            MarkedCount ofUnseen = default;
            foreach ((int index, string[] cells) in language.Index())
            {
                MarkedLine line = measure(cells);
                if (index % 2 == 1)
                {
                    ofUnseen += line.Count;
                    continue;
                }

                ofTuned += line.Count;
                if (line.Fault is { } fault)
                {
                    faults.Add($"{cells[0]} {cells[1]} | {fault}");
                }
            }

            output.WriteLine($"{language.Key}: tuned {ofTuned}, held out {ofUnseen}");
            tuned += ofTuned;
            unseen += ofUnseen;
        }

        output.WriteLine($"all: {tuned + unseen}, tuned {tuned}, held out {unseen}");
        output.WriteLine(string.Join('\n', faults));
        return (tuned, unseen);
    }

    /// <summary>The sum of all lines of a file that nothing has been tuned on.</summary>
    public static MarkedCount MeasureUnseen(string folder, string file, Func<string[], MarkedLine> measure) =>
        Read(folder, file).Select(measure).Aggregate(default(MarkedCount), static (sum, line) => sum + line.Count);

    private static IEnumerable<string[]> Read(string folder, string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, folder, file))
            .Where(line => line[0] != '#')
            .Select(line => line.Split('\t'));
}

/// <param name="Fault">What is wrong or missing, in words; null for nothing.</param>
internal readonly record struct MarkedLine(MarkedCount Count, string? Fault);

/// <param name="Wanted">Marks that have to be found.</param>
/// <param name="Met">Those of them that are.</param>
/// <param name="Found">All that is found.</param>
/// <param name="Right">What of it may be.</param>
internal readonly record struct MarkedCount(int Wanted, int Met, int Found, int Right)
{
    /// <summary>0..1; 1 where nothing is wanted.</summary>
    public double Recall => Wanted == 0 ? 1 : (double)Met / Wanted;

    /// <summary>0..1; 1 where nothing is found.</summary>
    public double Precision => Found == 0 ? 1 : (double)Right / Found;

    public static MarkedCount operator +(MarkedCount a, MarkedCount b) => new(a.Wanted + b.Wanted, a.Met + b.Met, a.Found + b.Found, a.Right + b.Right);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"recall {Recall:P0} of {Wanted} precision {Precision:P0} of {Found}");
}
