namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Settles whether 03/04 is in March or in April.</summary>
internal static class DayOrMonth
{
    /// <summary>Looks at the date column until one date fits only one way.</summary>
    /// <param name="rows">Behind the header; read as far as needed.</param>
    /// <returns>True for day first; null when there are such dates and every one fits both ways; the dialect's where there are none.</returns>
    public static async ValueTask<bool?> SettleAsync(ExportRows rows, ExportColumns columns, CancellationToken cancellation)
    {
        bool isNeeded = false;
        while (true)
        {
            RowRead read;
            try
            {
                read = await rows.ReadAsync(columns.Count, cancellation);
            }
            catch (Exception e) when (e is InvalidDataException or UnreadableExportException)
            {
                // The second reading comes to the same place and reports it.
                read = RowRead.End;
            }

            switch (read)
            {
                case RowRead.End:
                    return isNeeded ? null : true;
                case RowRead.Row when rows.CellCount == columns.Count:
                    ReadOnlySpan<char> date = columns.Cell(rows, ExportField.Date);
                    if (ExportDates.DayFirst(date) is { } settled)
                    {
                        return settled;
                    }

                    isNeeded |= ExportDates.IsNumeric(date);
                    break;
            }
        }
    }
}
