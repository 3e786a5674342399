using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Section <c>Imports</c>. A change while an import is being read can cut one of its parts otherwise: change them when none is.
/// </summary>
public sealed class ImportOptions
{
    /// <summary>Items in one part, 1..10,000: one blob, one message. Default 1,000: about a dozen ledger transactions.</summary>
    [Range(1, 10_000)]
    public int ItemsPerPart { get; set; } = 1_000;

    /// <summary>A part also ends after this many rows, so that a file of rejects keeps saving its place. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int RowsPerPart { get; set; } = 10_000;
}

[OptionsValidator]
internal sealed partial class ValidateImportOptions : IValidateOptions<ImportOptions>;
