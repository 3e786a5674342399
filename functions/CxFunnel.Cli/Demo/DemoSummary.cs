using System.Globalization;
using CxFunnel.Cli.Importing;
using CxFunnel.Cli.Showing;
using CxFunnel.Samples;
using Spectre.Console;

namespace CxFunnel.Cli.Demo;

/// <summary>Shows what came in and what it says.</summary>
public sealed class DemoSummary(Screen screen)
{
    private const int ShareWidth = 40;

    /// <summary>A touchpoint with fewer answers is not called the worst.</summary>
    private const int FewestAnswers = 30;

    private const int WorstShown = 5;

    public void Show(SampleSet samples, SentSamples sent, DemoMetrics metrics)
    {
        ShowTaken(samples, sent, metrics);
        ShowWeeks(metrics);
        ShowTouchpoints(metrics);
        ShowCauses(metrics);
        ShowLanguages(metrics);
        IReadOnlyList<string> story = TouchpointStory.Tell("delivery", [.. metrics.TouchpointWeeks.Where(row => row.Value == "delivery")]);
        if (story.Count > 0)
        {
            Heading("The story");
            foreach (string sentence in story)
            {
                screen.Say($"  {sentence}");
            }
        }
    }

    public void ShowAccount(SampleTruth truth, IReadOnlyList<string> differences)
    {
        screen.Say();
        if (differences.Count == 0)
        {
            DuplicateTruth again = truth.Duplicates;
            int repeats = again.Webhooks + again.PartialsAfterCompletion + again.FeedbackItems + again.ExportRows + truth.StaleRevisions;
            screen.SayMarked("[green]✓[/] [bold]Every sample item is accounted for[/]");
            SayCount(truth.Items, "counted, each once");
            SayCount(repeats, "came again and changed nothing");
            SayCount(truth.Corrections, "corrections replaced what they correct");
            SayCount(truth.PartialsOnly, "unfinished responses wait for their end");
            SayCount(truth.Rejected, "export rows were rejected, each with its reason");
            return;
        }

        screen.SayMarked($"[red]✗[/] [bold]Not every sample item is accounted for[/] ({differences.Count.ToString(CultureInfo.InvariantCulture)} differences):");
        foreach (string difference in differences)
        {
            screen.Say($"  {difference}");
        }
    }

    private void ShowTaken(SampleSet samples, SentSamples sent, DemoMetrics metrics)
    {
        string[] exportSources = ["brandwatch"];
        long Counted(Func<string, bool> isOwn) => metrics.Sources.Where(row => isOwn(row.Value)).Sum(row => row.Feedback);
        long webhooks = Counted(source => source == "typeform");
        long mentions = Counted(exportSources.Contains);
        long own = Counted(_ => true) - webhooks - mentions;
        long rows = sent.Imports.Sum(import => import.Rows);
        long rejected = sent.Imports.Sum(import => import.Rejected);

        Heading("What came in");
        Table table = NewTable("way in", "requests", "items", "counted", "again or unfinished", "rejected");
        AddRow(table, "survey webhooks (signed)", samples.Webhooks.Count, sent.Webhooks.Accepted, webhooks, sent.Webhooks.Accepted - webhooks, 0);
        AddRow(table, "own JSON: tickets, reviews, pulses", samples.Feedback.Count, sent.Feedback.Accepted, own, sent.Feedback.Accepted - own, 0);
        AddRow(table, "social-listening exports", samples.Exports.Count, rows, mentions, rows - rejected - mentions, rejected);
        screen.Console.Write(table);
        foreach ((SampleExport export, ImportStatus import) in samples.Exports.Zip(sent.Imports))
        {
            foreach (IGrouping<string, RejectedRow> reason in import.Listed.GroupBy(row => row.Reason))
            {
                string numbers = string.Join(", ", reason.Take(6).Select(row => row.Row.ToString(CultureInfo.InvariantCulture)));
                screen.Say($"  {export.FileName}: rejected row {numbers}{(reason.Count() > 6 ? ", …" : "")}: {reason.Key}");
            }
        }
    }

    private void ShowWeeks(DemoMetrics metrics)
    {
        MetricsRow? total = metrics.Total.SingleOrDefault();
        if (total is null)
        {
            return;
        }

        Heading(string.Create(
            CultureInfo.InvariantCulture,
            $"NPS by week: {total.Nps:+0.0;-0.0;0.0} over all (95 % interval {total.NpsLow:+0.0;-0.0;0.0} to {total.NpsHigh:+0.0;-0.0;0.0}, {total.NpsResponses:N0} answers)"));
        Grid grid = NewGrid(5);
        grid.AddRow("week of", "answers", "NPS", "95 % interval", $"-100{new string(' ', IntervalBar.Width / 2 - 4)}0{new string(' ', IntervalBar.Width / 2 - 4)}+100");
        foreach (MetricsRow week in metrics.Weeks.Where(week => week.NpsResponses > 0))
        {
            grid.AddRow(
                new Text(week.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                Right(week.NpsResponses),
                Right(Signed(week.Nps)),
                Right($"{Signed(week.NpsLow)} to {Signed(week.NpsHigh)}"),
                new Text(IntervalBar.Draw(week.NpsLow, week.Nps, week.NpsHigh), ColourOf(week.Nps)));
        }

        screen.Console.Write(grid);
    }

    private void ShowTouchpoints(DemoMetrics metrics)
    {
        Heading("Worst touchpoints");
        Grid grid = NewGrid(5);
        grid.AddRow("touchpoint", "answers", "NPS", "net sentiment", "");
        foreach (MetricsRow row in metrics.Touchpoints.Where(row => row.NpsResponses >= FewestAnswers).OrderBy(row => row.Nps).Take(WorstShown))
        {
            grid.AddRow(
                new Text(row.Value),
                Right(row.NpsResponses),
                Right(Signed(row.Nps)),
                Right(Signed(row.NetSentiment)),
                new Text(IntervalBar.Draw(row.NpsLow, row.Nps, row.NpsHigh), ColourOf(row.Nps)));
        }

        screen.Console.Write(grid);
    }

    private void ShowCauses(DemoMetrics metrics)
    {
        Heading("What hurts most, and why");
        Grid grid = NewGrid(5);
        grid.AddRow("root cause", "points of NPS", "95 % interval", "mentions", "value at risk");
        foreach (CauseRow row in metrics.Causes.Where(row => row.IsEstimated).Take(WorstShown))
        {
            grid.AddRow(
                new Text(row.Label),
                Right(Points(row.NpsEffect)),
                Right($"{Points(row.NpsEffectLow)} to {Points(row.NpsEffectHigh)}"),
                Right(row.Mentions),
                Right((long)row.ValueAtRisk));
        }

        screen.Console.Write(grid);
    }

    private void ShowLanguages(DemoMetrics metrics)
    {
        Heading("Sentiment by language");
        Grid grid = NewGrid(4);
        grid.AddRow("language", "texts", "net", "+ positive  ~ mixed or neutral  - negative");
        foreach (MetricsRow row in metrics.Languages.Where(row => row.Texts > 0).OrderByDescending(row => row.Texts))
        {
            IReadOnlyList<int> lengths = ShareBar.Lengths(ShareWidth, row.Positive, row.Mixed + row.Neutral, row.Negative);
            grid.AddRow(
                new Text(row.Value),
                Right(row.Texts),
                Right(Signed(row.NetSentiment)),
                new Markup($"[green]{new string('+', lengths[0])}[/][grey]{new string('~', lengths[1])}[/][red]{new string('-', lengths[2])}[/]"));
        }

        screen.Console.Write(grid);
    }

    private void SayCount(int count, string what) => screen.Say(string.Create(CultureInfo.InvariantCulture, $"  {count,6:N0} {what}"));

    private void Heading(string text)
    {
        screen.Say();
        screen.SayMarked($"[bold]{Markup.Escape(text)}[/]");
    }

    private static Table NewTable(string first, params string[] numbers)
    {
        Table table = new Table().Border(TableBorder.None).AddColumn(new TableColumn(first).PadLeft(2));
        foreach (string number in numbers)
        {
            table.AddColumn(new TableColumn(number).RightAligned().PadLeft(2));
        }

        return table;
    }

    private static void AddRow(Table table, string name, params long[] numbers) =>
        table.AddRow([new Text(name), .. numbers.Select(Right)]);

    private static Grid NewGrid(int columns)
    {
        Grid grid = new();
        for (int i = 0; i < columns; i++)
        {
            grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(1));
        }

        return grid;
    }

    private static Text Right(long number) => Right(number.ToString("N0", CultureInfo.InvariantCulture));

    private static Text Right(string text) => new Text(text).RightJustified();

    private static string Signed(double value) => value.ToString("+0;-0;0", CultureInfo.InvariantCulture);

    private static string Points(double points) => points.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static Style ColourOf(double nps) => new(nps switch { < 0 => Color.Red, < 30 => Color.Yellow, _ => Color.Green });
}
