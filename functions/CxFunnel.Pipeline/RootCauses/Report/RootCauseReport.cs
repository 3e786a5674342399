using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Effect;
using CxFunnel.Pipeline.RootCauses.Emerging;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>
/// Answers what hurts most over any days from the ledger's sums: numbers, effects and rises are worked out for the range; names and
/// quotes come from the catalogue that discovery wrote last.
/// </summary>
public sealed class RootCauseReport(DaySums sums, Programs programs, RootCausesTable catalogue, CauseKnowledgeStore knowledge, EmergingOptions emerging)
{
    /// <summary>Days before the range from which its last days are judged.</summary>
    private const int DaysOfPast = 120;

    /// <summary>A longer range is judged by its last days: two years.</summary>
    private const int MostDaysJudged = 730;

    public async Task<RootCauseReading> ReadAsync(RootCauseQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        DateOnly past = query.From.DayNumber > DaysOfPast ? query.From.AddDays(-DaysOfPast) : DateOnly.MinValue;
        CauseDays days = await CauseDays.ReadAsync(sums.StreamAsync(query.Program, past, query.To, cancellation), query.From, cancellation);
        Dictionary<string, CatalogueEntry> entries = (await catalogue.ReadAsync(query.Program, cancellation)).ToDictionary(e => e.RootCauseId, StringComparer.Ordinal);
        CauseKnowledge known = await knowledge.GetAsync(query.Program, cancellation);
        return Of(query, days, entries, known, programs.Of(query.Program).DetractorChurn, emerging);
    }

    internal static RootCauseReading Of(
        RootCauseQuery query, CauseDays days, IReadOnlyDictionary<string, CatalogueEntry> entries, CauseKnowledge known, double churn, EmergingOptions emerging)
    {
        Aggregates total = days.Total;
        DriverAnalysis drivers = DriverAnalysis.Of(DriverCounts.Of(total));
        (DateOnly first, IReadOnlyList<long> feedback, IReadOnlyList<CauseSeries> all) = days.History(MostDaysJudged);
        Dictionary<string, EmergingCause> rising = EmergingCauses.Find(first, feedback, all, emerging).ToDictionary(e => e.RootCauseId, StringComparer.Ordinal);
        Dictionary<string, CauseSeries> series = all.ToDictionary(s => s.RootCauseId, StringComparer.Ordinal);
        Dictionary<string, TaxonomyCause> taxonomy = known.Taxonomy.Causes.ToDictionary(c => c.Id, StringComparer.Ordinal);
        RootCauseRow[] rows = [.. drivers.Effects.Select(effect =>
        {
            string id = effect.RootCauseId;
            CauseMetrics metrics = CauseMetrics.Of(total.Cells[new Cell(Dimensions.RootCause, id)], churn);
            EmergingCause? rise = rising.GetValueOrDefault(id);
            return new RootCauseRow(
                CatalogueNames.Entry(id, entries.GetValueOrDefault(id), known, query.Language, isRising: rise is not null),
                metrics,
                effect,
                rise,
                series.TryGetValue(id, out CauseSeries? own) ? CauseTrend.Of(own.Mentions, feedback) : 0,
                days.Seen[id].First,
                days.Seen[id].Last,
                taxonomy.TryGetValue(id, out TaxonomyCause? cause) ? new CauseOrigin(cause.Component, cause.Touchpoint, cause.IsControllable) : CauseOrigin.Unknown);
        }).OrderBy(r => r.Effect.Effect.Value).ThenByDescending(r => r.Metrics.Mentions).ThenBy(r => r.Entry.RootCauseId, StringComparer.Ordinal)];
        return new RootCauseReading(
            query,
            days.First,
            days.Last,
            total.Cells.GetValueOrDefault(Cell.All)?[Measure.Feedback] ?? 0,
            drivers,
            total.Cells.GetValueOrDefault(new Cell(Dimensions.RootCause, Cell.Other))?[Measure.Feedback] ?? 0,
            rows);
    }
}
