namespace CxFunnel.Pipeline.RootCauses.Emerging;

/// <summary>How often a cause was named on each of a row of days.</summary>
/// <param name="Mentions">One number a day, none left out; the same length as the feedback it is compared with.</param>
public sealed record CauseSeries(string RootCauseId, IReadOnlyList<long> Mentions);

/// <summary>A cause that is named more often than its own past explains.</summary>
/// <param name="Since">First day of the rise.</param>
/// <param name="Latest">Latest day on which it stood out.</param>
/// <param name="Mentions">From <paramref name="Since"/> to the last day looked at.</param>
/// <param name="Expected">What its past lets expect for the same days; above 0.</param>
/// <param name="Chance">
/// The probability, on its strongest day, that nothing but chance makes it stand out so much; compared with that of all other
/// causes watched, so that of the causes reported at most the share <see cref="EmergingOptions.FalseDiscoveryRate"/> is false.
/// </param>
public sealed record EmergingCause(string RootCauseId, DateOnly Since, DateOnly Latest, long Mentions, double Expected, double Chance)
{
    /// <summary>How many times as often as expected.</summary>
    public double Strength => Mentions / Expected;
}

/// <summary>When a cause counts as emerging.</summary>
public sealed record EmergingOptions
{
    /// <summary>Of the causes reported on a day, the share that may be false, 0..1. Default 0.01: a false alarm in a hundred days at most, where nothing happens.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.01;

    /// <summary>Mentions in the days that stand out, below which nothing is reported. Default 5.</summary>
    public int FewestMentions { get; init; } = 5;

    /// <summary>Days with feedback before the first that is judged. Default 14: two of each weekday.</summary>
    public int DaysOfHistory { get; init; } = 14;

    /// <summary>Days after an alarm for which a cause still counts as emerging, and between two alarms of one rise. Default 7.</summary>
    public int DaysOfMemory { get; init; } = 7;
}
