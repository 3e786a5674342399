using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>One data row of an export, read.</summary>
/// <param name="Number">The row's number in the file as a spreadsheet shows it, counted from 1, preamble and header included.</param>
public abstract record ExportRow(long Number)
{
    /// <summary>A row that became an item.</summary>
    public sealed record Read(long Number, FeedbackItem Item) : ExportRow(Number);

    /// <summary>A row that cannot be used; the rest goes on.</summary>
    /// <param name="Number">As above.</param>
    /// <param name="Reason">What was found and what was expected, without a word of the text.</param>
    public sealed record Rejected(long Number, string Reason) : ExportRow(Number);
}
