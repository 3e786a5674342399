namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>How far a root cause has come.</summary>
public enum CauseState
{
    /// <summary>Known beforehand.</summary>
    Taxonomy,

    /// <summary>Found or picked for the first time of late, or named much more often than before.</summary>
    Emerging,

    Established,

    /// <summary>Part of another one now, whose numbers hold its own.</summary>
    Merged,

    /// <summary>Not found any more; its past numbers stay.</summary>
    Retired,
}

/// <summary>A root cause as the table <c>rootcauses</c> has it: what it is, and its numbers over all days.</summary>
public sealed record CatalogueEntry
{
    public required string RootCauseId { get; init; }

    public required string Label { get; init; }

    /// <summary>Words and phrases that tell it apart, most telling first.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];

    /// <summary>Of the texts that name it, most frequent first.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    public required CauseState State { get; init; }

    /// <summary>Null unless merged.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Null when no counted feedback names it.</summary>
    public DateOnly? FirstSeen { get; init; }

    public DateOnly? LastSeen { get; init; }

    public long Mentions { get; init; }

    /// <summary>Distinct customers; feedback that names none is nobody's.</summary>
    public long Customers { get; init; }

    public double NpsEffect { get; init; }

    public double NpsEffectLow { get; init; }

    public double NpsEffectHigh { get; init; }

    public double ValueAtRisk { get; init; }

    /// <summary>Change of its share of all feedback, last four weeks against the four before; 0 for none, 1 for twice as much, -1 for gone.</summary>
    public double Trend { get; init; }

    /// <summary>At most three redacted quotes.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>First day of a rise that lasts; null for none.</summary>
    public DateOnly? EmergingSince { get; init; }

    /// <summary>How many times as often as expected since then; 0 for no rise.</summary>
    public double EmergingStrength { get; init; }

    /// <summary>Where the rise is, as <c>dimension: value</c>, the clearest first; empty when it is everywhere.</summary>
    public IReadOnlyList<string> EmergingSegments { get; init; } = [];

    public bool IsPinned { get; init; }

    /// <summary>A person said that it is none; it is counted no more.</summary>
    public bool IsDismissed { get; init; }

    /// <summary>Whom each of <see cref="Examples"/> quotes: the erasure of that feedback takes the quote away.</summary>
    public IReadOnlyList<string> QuotedFeedback { get; init; } = [];

    /// <summary>Without the quotes of feedback that is not there, and those that nobody can be named for.</summary>
    internal async Task<CatalogueEntry> WithQuotesAsync(Func<string, Task<bool>> isThere)
    {
        List<int> kept = [];
        for (int i = 0; i < Examples.Count; i++)
        {
            if (i < QuotedFeedback.Count && await isThere(QuotedFeedback[i]))
            {
                kept.Add(i);
            }
        }

        return kept.Count == Examples.Count ? this : this with { Examples = [.. kept.Select(i => Examples[i])], QuotedFeedback = [.. kept.Select(i => QuotedFeedback[i])] };
    }
}
