namespace CxFunnel.TextAnalytics.RootCauses;

public enum CauseEditKind
{
    /// <summary>The value is the label from now on.</summary>
    Rename,

    /// <summary>The value is the id of the root cause that this one belongs to.</summary>
    Merge,

    /// <summary>Keep it, also when a later run would let it go; no value.</summary>
    Pin,

    /// <summary>No root cause: what is like it is not assigned, now and later; no value.</summary>
    Dismiss,
}

/// <summary>A person's decision about one discovered root cause. Later runs respect it; of several of a kind for one id the last one counts.</summary>
/// <param name="Value">What <see cref="CauseEditKind"/> says; null where it has none.</param>
public sealed record CauseEdit(string RootCauseId, CauseEditKind Kind, string? Value);
