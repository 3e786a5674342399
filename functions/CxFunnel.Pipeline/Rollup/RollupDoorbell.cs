using System.Collections.Concurrent;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Rollup;

/// <summary>
/// Asks for a rollup of a program. A ring sounds after <see cref="Delay"/>; what is counted until then is covered by it, so
/// that a stream of commits costs one message every two seconds. A ring that is lost is made good by the sweep.
/// </summary>
public sealed class RollupDoorbell(IMessageQueue queue, TimeProvider clock)
{
    /// <summary>Well below the ten seconds within which a reader sees what was counted.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    /// <summary>A ring this close to sounding might be read before this process's clock thinks so.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, long> _rungAt = new(StringComparer.Ordinal);

    /// <summary>Call after the commit.</summary>
    public async Task RingAsync(string program, CancellationToken cancellation)
    {
        // A monotonic clock: one that is set back would keep the bell silent for that long.
        if (_rungAt.TryGetValue(program, out long rungAt) && clock.GetElapsedTime(rungAt) < Delay - Margin)
        {
            return;
        }

        _rungAt[program] = clock.GetTimestamp();
        try
        {
            byte[] message = JsonSerializer.SerializeToUtf8Bytes(new RollupDoorbellV1(program), PipelineJson.Compact.RollupDoorbellV1);
            await queue.SendAsync(QueueNames.Rollup, message, Delay, cancellation);
        }
        catch (StorageUnavailableException)
        {
            // Only speed is lost: the markers in the ledger stay, and the sweep finds them.
            _rungAt.TryRemove(program, out _);
        }
    }
}
