using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>One running process among those that write into the same ledger.</summary>
/// <param name="Id">No two processes that run at the same time share it.</param>
public sealed record WorkerInstance(string Id);

/// <summary>
/// Spreads the retries of writers that met at the same row. Rivals are other processes, so what spreads them must differ
/// between processes; the same instance and partition give the same waits, so that a run can be repeated.
/// </summary>
/// <remarks>Not safe for threads: each partition's writer has its own.</remarks>
internal sealed class RetryJitter(WorkerInstance instance, string partition)
{
    private readonly Random _random = new(Seed(instance, partition));

    /// <returns>Between half and one and a half of <paramref name="wait"/>.</returns>
    public TimeSpan Around(TimeSpan wait) => wait * (0.5 + _random.NextDouble());

    /// <summary>The hash of a string is another one in every process; this one is not.</summary>
    private static int Seed(WorkerInstance instance, string partition) =>
        BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{instance.Id}\0{partition}")));
}
