using System.Globalization;
using CxFunnel.Cli.Showing;
using Spectre.Console;

namespace CxFunnel.Cli.Importing;

/// <summary>Shows how imports ended.</summary>
public sealed class ImportReport(Screen screen)
{
    private const int MaxRejectedShown = 50;

    public void Show(IReadOnlyList<(ExportFile File, ImportStatus Status)> imports)
    {
        Table table = new Table().Border(TableBorder.None).AddColumn("file");
        foreach (string number in (string[])["rows", "counted", "duplicates", "rejected"])
        {
            table.AddColumn(new TableColumn(number).RightAligned().PadLeft(2));
        }

        table.AddColumn(new TableColumn("state").PadLeft(2));
        foreach ((ExportFile file, ImportStatus status) in imports)
        {
            table.AddRow(
                new Text(file.Name),
                Number(status.Rows),
                Number(status.Counted),
                Number(status.Duplicates),
                Number(status.Rejected),
                new Text(status.Reason is null ? status.State : $"{status.State}: {status.Reason}"));
        }

        screen.Console.Write(table);
        foreach ((ExportFile file, ImportStatus status) in imports)
        {
            ShowRejected(file, status);
        }
    }

    private void ShowRejected(ExportFile file, ImportStatus status)
    {
        foreach (RejectedRow row in status.Listed.Take(MaxRejectedShown))
        {
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"{file.Name} row {row.Row} rejected: {row.Reason}"));
        }

        if (status.Rejected > MaxRejectedShown)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture, $"{file.Name}: {status.Rejected - MaxRejectedShown:N0} more rejected rows; --json lists up to 1,000."));
        }
    }

    private static Text Number(long number) => new Text(number.ToString("N0", CultureInfo.InvariantCulture)).RightJustified();
}
