namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>How fine the clusters were cut, and for how many texts that was decided; the default value is: not yet.</summary>
internal readonly record struct CutDecision(double Resolution, double Stability, int Texts)
{
    /// <summary>A set that grew or shrank by less keeps its cut, so that root causes stay what they are.</summary>
    private const double Tolerance = 1.5;

    public bool HoldsFor(int texts) => Resolution > 0 && texts <= Texts * Tolerance && texts * Tolerance >= Texts;
}
