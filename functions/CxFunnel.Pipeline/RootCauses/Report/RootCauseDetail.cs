using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>One root cause over all days, with its life; as the latest run of discovery wrote it.</summary>
/// <param name="MergedInto">Null unless merged.</param>
/// <param name="FirstSeen">Null when no counted feedback names it.</param>
/// <param name="Lineage">Oldest first; empty for one that was never discovered.</param>
/// <param name="Discovery">Null before the first run.</param>
public sealed record RootCauseDetail(
    string Program,
    string RootCauseId,
    string Label,
    string State,
    string? MergedInto,
    bool IsPinned,
    bool IsDismissed,
    IReadOnlyList<string> Terms,
    IReadOnlyList<string> Languages,
    DateOnly? FirstSeen,
    DateOnly? LastSeen,
    long Mentions,
    long Customers,
    double NpsEffect,
    double NpsEffectLow,
    double NpsEffectHigh,
    double ValueAtRisk,
    double Trend,
    DateOnly? EmergingSince,
    double EmergingStrength,
    IReadOnlyList<string> EmergingSegments,
    IReadOnlyList<string> Examples,
    IReadOnlyList<LineageStep> Lineage,
    DiscoveryState? Discovery);

/// <summary>One event in the life of a root cause, or of one that became part of it or came out of it.</summary>
/// <param name="Kind"><c>born</c>, <c>merged</c>, <c>split</c> or <c>retired</c>.</param>
/// <param name="RootCauseId">What it happened to.</param>
/// <param name="OtherId">What it merged into or split from; null for none.</param>
/// <param name="Model">Number of the model that says so.</param>
public sealed record LineageStep(DateOnly Date, string Kind, string RootCauseId, string? OtherId, long Model);

/// <summary>What the program's discovery did last.</summary>
/// <param name="Stability">From 0 to 1: how far two clusterings, each of one random half of the similarities, agree.</param>
/// <param name="Clauses">Complaints that the latest run clustered; null while none was finished.</param>
/// <param name="Unexplained">Complaints that no taxonomy explains, clustered or not.</param>
public sealed record DiscoveryState(int Model, double Stability, long? Clauses, long? Unexplained, DateTimeOffset? FinishedAt);

/// <summary>Answers what one root cause is and how it came to be.</summary>
public sealed class RootCauseDetails(ITableStore tables, RootCausesTable catalogue, CauseKnowledgeStore knowledge)
{
    /// <param name="language">Of the label where it is known in several: lower-case ISO 639-1.</param>
    /// <returns>Null when the program has no such root cause.</returns>
    public async Task<RootCauseDetail?> FindAsync(string program, string id, string language, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length > CauseIds.MaxIdChars || id.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '/' or '\\' or '#' or '?'))
        {
            // No row key has these, and storage would refuse to look for it.
            return null;
        }

        StoredKnowledge stored = await knowledge.ReadAsync(program, cancellation);
        CatalogueEntry? written = await catalogue.FindAsync(program, id, cancellation);
        if (written is null && stored.Knowledge.Taxonomy.FindLabel(id, CatalogueNames.DefaultLanguage) is null)
        {
            return null;
        }

        CatalogueEntry entry = CatalogueNames.Entry(id, written, stored.Knowledge, language, isRising: written?.EmergingSince is not null);
        return new RootCauseDetail(
            program,
            id,
            entry.Label,
            entry.State.ToString().ToLowerInvariant(),
            entry.MergedInto,
            entry.IsPinned,
            entry.IsDismissed,
            entry.Terms,
            entry.Languages,
            entry.FirstSeen,
            entry.LastSeen,
            entry.Mentions,
            entry.Customers,
            entry.NpsEffect,
            entry.NpsEffectLow,
            entry.NpsEffectHigh,
            entry.ValueAtRisk,
            entry.Trend,
            entry.EmergingSince,
            entry.EmergingStrength,
            entry.EmergingSegments,
            entry.Examples,
            await DiscoveryLog.LineageAsync(tables, program, id, cancellation),
            await DiscoveryLog.StateAsync(tables, program, stored, cancellation));
    }
}
