using System.ComponentModel.DataAnnotations;
using CxFunnel.Pipeline.RootCauses.Emerging;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>Section <c>RootCauses</c>.</summary>
public sealed class RootCauseOptions
{
    /// <summary>The least time between two runs of discovery that new feedback asks for. Default 30 seconds.</summary>
    public TimeSpan LeastPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A run that took long is followed by a pause of so many times its duration, 0..1,000. Default 10: discovery takes a tenth of the time at most.</summary>
    [Range(0, 1_000)]
    public double PausePerDuration { get; set; } = 10;

    /// <summary>Feedback counts as come to rest when none was counted for so long; a run waits for that. Default 10 seconds.</summary>
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where feedback never comes to rest, a run begins so long after the last one all the same. Default 10 minutes.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Complaint clauses that are clustered, 1,000..1,000,000; of more, see <see cref="ClauseSample"/>. Default 20,000, so that the app stays small; memory and
    /// time grow with it, 200,000 may take a minute and 450 MB.
    /// </summary>
    [Range(1_000, 1_000_000)]
    public int MaxClauses { get; set; } = 20_000;

    /// <summary>Of the emerging causes reported on a day, the share that may be false, 0.0001..0.5. Default 0.01.</summary>
    [Range(0.0001, 0.5)]
    public double FalseDiscoveryRate { get; set; } = 0.01;

    /// <summary>Mentions below which nothing is reported as emerging, 1..1,000,000. Default 5.</summary>
    [Range(1, 1_000_000)]
    public int FewestMentions { get; set; } = 5;

    internal EmergingOptions Emerging => new() { FalseDiscoveryRate = FalseDiscoveryRate, FewestMentions = FewestMentions };
}

[OptionsValidator]
internal sealed partial class ValidateRootCauseOptions : IValidateOptions<RootCauseOptions>;
