namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>A seeded generator whose numbers are the same on every runtime and for ever. SplitMix64: Steele, Lea and Flood, OOPSLA 2014.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Between -1 and 1.</summary>
    public float NextSymmetric() => ((Next() >> 40) * (2f / (1 << 24))) - 1;
}
