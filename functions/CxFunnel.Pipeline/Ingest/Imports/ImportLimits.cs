using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Bounds of what is read from one export, whatever it claims to be.</summary>
internal static class ImportLimits
{
    /// <summary>Text after decompression: the contract's own bound, so that a bomb gains nothing.</summary>
    public const long MaxTextBytes = FeedbackLimits.MaxImportBytes;

    /// <summary>
    /// A workbook's parts after decompression, together: four times the text, since its markup is several times what it carries.
    /// </summary>
    public const long MaxWorkbookBytes = 4 * FeedbackLimits.MaxImportBytes;

    /// <summary>The longest row; the longest known texts are articles of some 100,000 characters, at most twice in a row.</summary>
    public const int MaxRowChars = 1 << 20;

    /// <summary>Brandwatch exports have up to 200 columns and one more for each category of the account.</summary>
    public const int MaxColumns = 2_000;

    /// <summary>Rows in which a header is looked for.</summary>
    public const int MaxHeaderRow = 20;

    /// <summary>Characters that may be read again after a stray quote; keeps the time in proportion to the file.</summary>
    public const long MaxRereadChars = 64L << 20;
}
