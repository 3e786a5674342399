namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>What the check of a webhook's signature came to. Only <see cref="Valid"/> and <see cref="NotSigned"/> may be read further.</summary>
public enum SignatureResult
{
    /// <summary>No secret is configured for the source, so there was nothing to check against. The default.</summary>
    NotSigned,

    /// <summary>One of the active secrets made this signature over these bytes.</summary>
    Valid,

    /// <summary>A secret is configured and the request carries no signature.</summary>
    Missing,

    /// <summary>There is a signature, and no active secret made it over these bytes.</summary>
    Invalid,

    /// <summary>The signature is genuine and its timestamp too far from now: a replay, or a clock that is wrong.</summary>
    Stale,
}
