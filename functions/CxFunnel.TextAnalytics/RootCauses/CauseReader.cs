using System.Collections.Concurrent;
using CxFunnel.TextAnalytics.RootCauses.Matching;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// Finds the taxonomy's causes in analyzed texts, and what complains beside them. Works on insights of any engine: language, and
/// sentences with their sentiment. Deterministic; safe to use from many threads at once.
/// </summary>
public sealed class CauseReader(Taxonomy taxonomy)
{
    // Bounded by how many threads read at once.
    private readonly ConcurrentBag<CauseMatcher> _idle = [];
    private readonly Lazy<CauseReader> _hints = new(() => new CauseReader(taxonomy.Hinting));

    public Taxonomy Taxonomy => taxonomy;

    /// <summary>Reads one text. Never throws for what the text holds. A language without seeds has no causes, only complaints.</summary>
    public CauseReading Read(TextInput text, TextInsight insight)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(insight);
        CauseMatcher reader = _idle.TryTake(out CauseMatcher? idle) ? idle : new CauseMatcher(taxonomy);
        try
        {
            return reader.Read(text, insight);
        }
        finally
        {
            _idle.Add(reader);
        }
    }

    /// <summary>Ids of the causes that the text hints at (<see cref="TaxonomyCause.Hints"/>), without repeats; what it names counts more.</summary>
    public IReadOnlyList<string> ReadHints(TextInput text, TextInsight insight) => [.. _hints.Value.Read(text, insight).Causes.Select(cause => cause.RootCauseId)];

    /// <summary>The same insight with the ids of the causes that the text names.</summary>
    public TextInsight Fill(TextInput text, TextInsight insight)
    {
        CauseReading reading = Read(text, insight);
        return reading.Causes.Count == 0 ? insight : insight with { RootCauses = [.. reading.Causes.Select(cause => cause.RootCauseId)] };
    }
}
