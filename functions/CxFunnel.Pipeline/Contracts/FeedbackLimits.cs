namespace CxFunnel.Pipeline.Contracts;

/// <summary>
/// The bounds of one item. They keep a ledger row below a table's 1 MiB and a key below its 1 KiB; an item beyond them is
/// refused with the place and the bound.
/// </summary>
public static class FeedbackLimits
{
    public const int MaxNameChars = 40;
    public const int MaxSourceIdChars = 512;

    /// <summary>Channel, touchpoint, segment: they become part of row keys.</summary>
    public const int MaxDimensionChars = 80;

    public const int MaxShortTextChars = 1_000;
    public const int MaxUrlChars = 2_048;
    public const int MaxCommentChars = 20_000;
    public const int MaxComments = 40;
    public const int MaxScores = 60;
    public const int MaxCauses = 40;
    public const int MaxAttributes = 60;

    /// <summary>All comments of an item together, so that the redacted texts and the insight fit one row.</summary>
    public const int MaxAllCommentChars = 60_000;

    /// <summary>The largest absolute value of a score, an expectation or its scale; keeps fixed-point sums inside Int64.</summary>
    public const double MaxMagnitude = 1_000_000;

    public const decimal MaxAnnualValue = 1_000_000_000m;

    public const int MaxItemsPerRequest = 10_000;
    public const int MaxJsonDepth = 32;

    /// <summary>Errors listed in one answer; more are counted.</summary>
    public const int MaxErrorsListed = 100;

    /// <summary>The largest webhook or JSON body, before and after decompression.</summary>
    public const int MaxBodyBytes = 5 * 1024 * 1024;

    /// <summary>The largest export, before and after decompression.</summary>
    public const long MaxImportBytes = 100L * 1024 * 1024;
}
