using System.Globalization;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Cli.Importing;

/// <summary>Maps an export on this machine, as an upload would be mapped, and sends nothing.</summary>
public sealed class DryRun(Action<string> onItem, Action<string> onRejected)
{
    /// <returns>How many rows became items, and how many did not.</returns>
    /// <exception cref="CxException">No row of the file can be read at all.</exception>
    public async Task<(long Items, long Rejected)> MapAsync(ExportFile file, string? source, CancellationToken cancellation)
    {
        long items = 0;
        long rejected = 0;
        await using Stream export = file.OpenPlain();
        try
        {
            await foreach (ExportRow row in ExportReader.ReadAsync(export, source, cancellation))
            {
                switch (row)
                {
                    case ExportRow.Read read:
                        items++;
                        onItem(MappedItemJson.Line(read.Item));
                        break;
                    case ExportRow.Rejected refused:
                        rejected++;
                        onRejected(string.Create(CultureInfo.InvariantCulture, $"{file.Name} row {refused.Number}: {refused.Reason}"));
                        break;
                }
            }
        }
        catch (Exception e) when (e is UnreadableExportException or InvalidDataException)
        {
            throw new CxException($"{file.Name} cannot be read: {e.Message}");
        }

        return (items, rejected);
    }
}
