using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>A program's ledger is being laid out anew: nothing of the program can be counted until it is done.</summary>
/// <param name="since">When that was begun; null when it is not known.</param>
public sealed class LedgerMovingException(string program, DateTimeOffset? since) : StorageUnavailableException($"The ledger of {program} is being laid out anew.")
{
    /// <summary>By the clock of whoever began it.</summary>
    public DateTimeOffset? Since { get; } = since;

    internal static void ThrowIf(Layout layout)
    {
        if (layout.State == LayoutState.Moving)
        {
            throw new LedgerMovingException(layout.Program, layout.Since);
        }
    }
}
