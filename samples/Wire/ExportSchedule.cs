using System.Globalization;
using System.Text;
using CxFunnel.Samples.Story;

namespace CxFunnel.Samples.Wire;

/// <summary>
/// Cuts the mentions into one export a month. Whoever downloads them starts a week before the month, to be sure, so that
/// the overlap comes twice; and every file has a few rows that cannot be read.
/// </summary>
internal sealed class ExportSchedule(Chance chance)
{
    private const int OverlapDays = 7;
    private const int RepeatedRowCount = 4;

    private static readonly string[] UnreadableDates = ["2026-13-41 10:15:00.0", "yesterday", ""];

    private readonly List<ExportTruth> _truths = [];

    public IReadOnlyList<ExportTruth> Truths => _truths;

    public IReadOnlyList<SampleExport> Cut(IReadOnlyList<PlannedMention> mentions)
    {
        List<SampleExport> exports = [];
        for (var month = new DateOnly(StoryCalendar.FirstDay.Year, StoryCalendar.FirstDay.Month, 1); month <= StoryCalendar.LastDay; month = month.AddMonths(1))
        {
            exports.Add(Export(month, mentions));
        }

        return exports;
    }

    private SampleExport Export(DateOnly month, IReadOnlyList<PlannedMention> mentions)
    {
        DateOnly last = month.AddMonths(1).AddDays(-1);
        DateOnly first = month.AddDays(-OverlapDays) < StoryCalendar.FirstDay ? StoryCalendar.FirstDay : month.AddDays(-OverlapDays);
        List<PlannedMention> inFile = [.. mentions.Where(mention => mention.Feedback.Day >= first && mention.Feedback.Day <= last)];
        int newCount = inFile.Count(mention => mention.Feedback.Day >= month);
        List<Dictionary<string, string>> rows = [.. inFile.Select(BrandwatchRow.Cells)];

        // One mention found by two queries stands twice in the file.
        foreach (int index in chance.Sample(inFile.Count, RepeatedRowCount).Reverse())
        {
            rows.Insert(index + 1, rows[index]);
        }

        List<Dictionary<string, string>> unreadable = [.. UnreadableRows(inFile)];
        unreadable.ForEach(row => rows.Insert(chance.Below(rows.Count), row));

        var fileName = string.Create(CultureInfo.InvariantCulture, $"tavolind-mentions-{month:yyyy-MM}.csv");
        _truths.Add(new ExportTruth(fileName, rows.Count, newCount, inFile.Count - newCount + RepeatedRowCount, unreadable.Count));
        return new SampleExport(fileName, Csv(first, last, rows));
    }

    private IEnumerable<Dictionary<string, string>> UnreadableRows(List<PlannedMention> like)
    {
        foreach (string date in UnreadableDates)
        {
            yield return Strange(like, row => row["Date"] = date);
        }

        // Deleted by its author: neither a word nor a rating is left.
        for (int count = 0; count < 2; count++)
        {
            yield return Strange(like, row => row["Title"] = row["Snippet"] = row["Full Text"] = row["Rating"] = "");
        }
    }

    private Dictionary<string, string> Strange(List<PlannedMention> like, Action<Dictionary<string, string>> spoil)
    {
        Dictionary<string, string> row = BrandwatchRow.Cells(chance.Pick(like));
        row["Resource Id"] = chance.Letters(16, "0123456789abcdef");
        row["Url"] = row["Original Url"] = $"https://forum.example.org/tavolind/{row["Resource Id"]}";
        spoil(row);
        return row;
    }

    private static byte[] Csv(DateOnly first, DateOnly last, List<Dictionary<string, string>> rows)
    {
        var csv = new StringBuilder();
        Line(csv, ["Report:", "Bulk Mentions Download"]);
        Line(csv, ["Brand:", BrandwatchRow.QueryName]);
        Line(csv, ["From:", Stamp(first, "00:00:00")]);
        Line(csv, ["To:", Stamp(last, "23:59:59")]);
        Line(csv, ["Label:", "Tavolind \"monthly\""]);
        csv.Append('\n');
        Line(csv, BrandwatchRow.Columns);
        foreach (Dictionary<string, string> row in rows)
        {
            Line(csv, BrandwatchRow.Columns.Select(column => row.GetValueOrDefault(column, "")));
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    private static string Stamp(DateOnly day, string time) =>
        string.Create(CultureInfo.InvariantCulture, $"{day:ddd MMM dd} {time} UTC {day:yyyy}");

    private static void Line(StringBuilder csv, IEnumerable<string> cells) =>
        csv.AppendJoin(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
}
