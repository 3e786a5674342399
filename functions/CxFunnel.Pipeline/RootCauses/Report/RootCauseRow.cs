using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Effect;
using CxFunnel.Pipeline.RootCauses.Emerging;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>A root cause over a range of days.</summary>
/// <param name="Entry">What it is; its numbers over all days are not used.</param>
/// <param name="Emerging">Null when it is not.</param>
/// <param name="Trend"><see cref="CauseTrend"/> at the end of the range.</param>
/// <param name="FirstSeen">Within the range.</param>
/// <param name="LastSeen">Within the range.</param>
public sealed record RootCauseRow(
    CatalogueEntry Entry, CauseMetrics Metrics, CauseEffect Effect, EmergingCause? Emerging, double Trend, DateOnly FirstSeen, DateOnly LastSeen, CauseOrigin Origin)
{
    /// <summary>Name and value of everything, in the order of the report. Values are string, long, double, bool, DateOnly, lists of strings, or null.</summary>
    public IEnumerable<(string Name, object? Value)> Columns()
    {
        yield return (nameof(Entry.RootCauseId), Entry.RootCauseId);
        yield return (nameof(Entry.Label), Entry.Label);
        yield return (nameof(Entry.State), Entry.State.ToString().ToLowerInvariant());
        yield return (nameof(Entry.MergedInto), Entry.MergedInto);
        yield return (nameof(Origin.Component), Origin.Component);
        yield return (nameof(Origin.Touchpoint), Origin.Touchpoint);
        yield return (nameof(Origin.IsControllable), Origin.IsControllable);
        foreach ((string name, object value) in Metrics.Columns())
        {
            yield return (name, value);
        }

        yield return ("NpsEffect", Effect.Effect.Value);
        yield return ("NpsEffectLow", Effect.Effect.Low);
        yield return ("NpsEffectHigh", Effect.Effect.High);
        yield return ("NpsPoints", Effect.Points.Value);
        yield return ("NpsPointsLow", Effect.Points.Low);
        yield return ("NpsPointsHigh", Effect.Points.High);
        yield return ("NpsWithout", Effect.NpsWithout);
        yield return ("NpsDifference", Effect.Difference.Value);
        yield return ("NpsDifferenceLow", Effect.Difference.Low);
        yield return ("NpsDifferenceHigh", Effect.Difference.High);
        yield return (nameof(Effect.Weight), Effect.Weight);
        yield return (nameof(Effect.IsEstimated), Effect.IsEstimated);
        yield return (nameof(Effect.InseparableFrom), Effect.InseparableFrom);
        yield return (nameof(Trend), Trend);
        yield return (nameof(FirstSeen), FirstSeen);
        yield return (nameof(LastSeen), LastSeen);
        yield return ("EmergingSince", Emerging?.Since);
        yield return ("EmergingMentions", Emerging?.Mentions);
        yield return ("EmergingExpected", Emerging?.Expected);
        yield return ("EmergingChance", Emerging?.Chance);
        yield return (nameof(Entry.EmergingSegments), Emerging is null ? (IReadOnlyList<string>)[] : Entry.EmergingSegments);
        yield return (nameof(Entry.Terms), Entry.Terms);
        yield return (nameof(Entry.Languages), Entry.Languages);
        yield return (nameof(Entry.Customers), Entry.Customers);
        yield return (nameof(Entry.IsPinned), Entry.IsPinned);
        yield return (nameof(Entry.Examples), Entry.Examples);
    }
}

/// <summary>What the taxonomy says of a cause; all null for one that it does not know.</summary>
public sealed record CauseOrigin(string? Component, string? Touchpoint, bool? IsControllable)
{
    public static CauseOrigin Unknown { get; } = new(null, null, null);
}

/// <summary>What hurts most, and what is it worth.</summary>
/// <param name="From">First day with feedback in the range; null for none.</param>
/// <param name="Feedback">All feedback of the range.</param>
/// <param name="OtherMentions">Of causes beyond the cap of a day.</param>
/// <param name="Rows">The cause that costs most first.</param>
public sealed record RootCauseReading(
    RootCauseQuery Query, DateOnly? From, DateOnly? To, long Feedback, DriverAnalysis Drivers, long OtherMentions, IReadOnlyList<RootCauseRow> Rows);
