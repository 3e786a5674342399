using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Reshard;

/// <summary>A change of shards that is under way.</summary>
/// <param name="Shards">How many it will be.</param>
/// <param name="State"><c>moving</c>: nothing of the program is counted, messages are deferred; <c>cleaning</c>: counted again, the old partitions are being emptied.</param>
/// <param name="Since">When it was begun; null when an older version began it.</param>
public sealed record ReshardStatus(string Program, int Shards, string State, DateTimeOffset? Since)
{
    /// <param name="layout">Not settled.</param>
    public static ReshardStatus Of(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new ReshardStatus(layout.Program, layout.Shards[^1], layout.State == LayoutState.Moving ? "moving" : "cleaning", layout.Since);
    }
}
