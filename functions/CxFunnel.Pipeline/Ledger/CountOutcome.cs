namespace CxFunnel.Pipeline.Ledger;

/// <summary>What became of one delivery of a feedback. All are final; a delivery that may yet succeed throws instead.</summary>
public enum CountOutcome
{
    /// <summary>This delivery is what the ledger holds; said again of a redelivery of the same row of the same import.</summary>
    Counted,

    /// <summary>It took the place of an earlier version, whose contribution was taken back.</summary>
    Replaced,

    /// <summary>The ledger holds the same content from another delivery, or has held it before.</summary>
    Duplicate,

    /// <summary>The ledger holds a newer version.</summary>
    Stale,

    /// <summary>Kept until its completed version comes or its time is up; contributes nothing until then.</summary>
    KeptPartial,

    /// <summary>Withdrawn; contributes nothing any more.</summary>
    Deleted,

    /// <summary>Within every bound of an item and yet larger than a row of storage; not counted.</summary>
    TooLarge,

    /// <summary>The customer was erased; it is refused for good.</summary>
    Erased,
}
