using System.Globalization;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Cli.Importing;

/// <summary>Maps an export on this machine, as an upload would be mapped, and sends nothing.</summary>
public sealed class DryRun(Action<string> onItem, Action<string> onRejected)
{
    /// <returns>How many rows became items, and how many did not.</returns>
    /// <exception cref="CxException">No row of the file can be read at all.</exception>
    public async Task<(long Items, long Rejected)> MapAsync(ExportFile file, string? source, UploadOptions options, CancellationToken cancellation)
    {
        long items = 0;
        long rejected = 0;
        // As it is on disk: the reader unpacks it itself, and can begin a file again where only the whole of it tells day from month.
        await using Stream export = file.OpenRaw();
        try
        {
            await foreach (ExportRow row in ExportReader.ReadAsync(export, options.For(source, mapping: null), cancellation))
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
