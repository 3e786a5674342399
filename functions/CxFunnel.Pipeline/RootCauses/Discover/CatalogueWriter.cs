using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Effect;
using CxFunnel.Pipeline.RootCauses.Emerging;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.RootCauses.Report;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>Brings the table <c>rootcauses</c> to what the ledger says over all days.</summary>
internal sealed class CatalogueWriter(RootCausesTable catalogue, QuoteEraser quoted, DaySums sums, Programs programs, RootCauseOptions options)
{
    /// <summary>Days of the window in which a rise is located, and in which what was first named is new.</summary>
    public const int WindowDays = 14;

    private const int MostDaysJudged = 730;

    public async Task WriteAsync(string program, CauseKnowledge known, CauseFacts facts, CancellationToken cancellation)
    {
        CauseDays days = await CauseDays.ReadAsync(sums.StreamAsync(program, DateOnly.MinValue, DateOnly.MaxValue, cancellation), DateOnly.MinValue, cancellation);
        IReadOnlyList<CatalogueEntry> entries = Entries(days, known, facts, programs.Of(program).DetractorChurn);
        await catalogue.WriteAsync(program, entries, id => quoted.IsThereAsync(program, id, cancellation), cancellation);
    }

    private List<CatalogueEntry> Entries(CauseDays days, CauseKnowledge known, CauseFacts facts, double churn)
    {
        Aggregates total = days.Total;
        Dictionary<string, CauseEffect> effects = DriverAnalysis.Of(DriverCounts.Of(total)).Effects.ToDictionary(e => e.RootCauseId, StringComparer.Ordinal);
        (DateOnly first, IReadOnlyList<long> feedback, IReadOnlyList<CauseSeries> all) = days.History(MostDaysJudged);
        Dictionary<string, EmergingCause> rising = EmergingCauses.Find(first, feedback, all, options.Emerging).ToDictionary(e => e.RootCauseId, StringComparer.Ordinal);
        Dictionary<string, CauseSeries> series = all.ToDictionary(s => s.RootCauseId, StringComparer.Ordinal);

        List<CatalogueEntry> entries = [];
        foreach (string id in effects.Keys
            .Union(known.Model?.Causes.Select(c => c.Id) ?? [])
            .Union(known.Edits.All.Select(e => e.RootCauseId))
            .Order(StringComparer.Ordinal))
        {
            CauseMetrics metrics = CauseMetrics.Of(total.Cells.GetValueOrDefault(new Cell(Dimensions.RootCause, id)) ?? new Tally(), churn);
            CauseFacts.OneCause? own = facts.Find(id);
            CauseEffect? effect = effects.GetValueOrDefault(id);
            EmergingCause? rise = rising.GetValueOrDefault(id);
            IReadOnlyList<(string FeedbackId, string Text)> quotes = own?.Quotes.Choose() ?? [];
            DiscoveredCause? found = known.Model?.Find(id);
            CatalogueEntry written = new()
            {
                RootCauseId = id,
                Label = found?.Label ?? CatalogueNames.Spelled(id),
                Terms = found?.Terms ?? [],
                Languages = own?.Languages ?? found?.Languages ?? [],
                State = State(found, own, days.Last),
                MergedInto = found?.MergedInto,
                FirstSeen = own?.FirstSeen,
                LastSeen = own?.LastSeen,
                Mentions = metrics.Mentions,
                Customers = own?.Customers ?? 0,
                NpsEffect = effect?.Effect.Value ?? 0,
                NpsEffectLow = effect?.Effect.Low ?? 0,
                NpsEffectHigh = effect?.Effect.High ?? 0,
                ValueAtRisk = metrics.ValueAtRisk,
                Trend = series.TryGetValue(id, out CauseSeries? named) ? CauseTrend.Of(named.Mentions, feedback) : 0,
                Examples = [.. quotes.Select(q => q.Text)],
                QuotedFeedback = [.. quotes.Select(q => q.FeedbackId)],
                EmergingSince = rise?.Since,
                EmergingStrength = rise?.Strength ?? 0,
                EmergingSegments = rise is null || own is null ? [] : own.Window.StandingOutOf(facts.Window),
            };
            entries.Add(CatalogueNames.Entry(id, written, known, CatalogueNames.DefaultLanguage, isRising: rise is not null));
        }

        return entries;
    }

    private static CauseState State(DiscoveredCause? found, CauseFacts.OneCause? own, DateOnly? last) => found?.State switch
    {
        DiscoveredState.Merged => CauseState.Merged,
        DiscoveredState.Retired or DiscoveredState.Dismissed => CauseState.Retired,
        _ => own is not null && last is not null && own.FirstSeen > last.Value.AddDays(-WindowDays) ? CauseState.Emerging : CauseState.Established,
    };
}
