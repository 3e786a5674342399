using System.ComponentModel.DataAnnotations;
using CxFunnel.Pipeline.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CxFunnel.Functions.Http;

/// <summary>Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>
    /// Megabytes of request bodies in memory at once, 8..1,024; beyond it clients are told to come back. A body takes some six times
    /// its size until it is answered. Default 32: thousands of webhooks, or six bodies of the largest size.
    /// </summary>
    [Range(8, 1_024)]
    public int MaxBodyMegabytes { get; set; } = 32;
}

/// <summary>
/// Bounds what requests hold in memory together. They all wait when storage is slow, and a flood of them would otherwise take the
/// process down, and with it what it was about to write. Bytes count as they arrive, not as they are announced: a client that claims
/// much and sends little holds nothing.
/// </summary>
internal sealed class BodyBudget(long maxBytes)
{
    /// <summary>What a request takes beside its body.</summary>
    public const int BytesAroundBody = 8 * 1024;

    private long _held;

    public long Held => Interlocked.Read(ref _held);

    /// <summary>Room for one more request; dispose it when the request is answered.</summary>
    /// <exception cref="StorageUnavailableException">There is none.</exception>
    public Lease Enter()
    {
        Lease lease = new(this);
        lease.Cover(0);
        return lease;
    }

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= maxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>The room of one request. Not safe for threads.</summary>
    public sealed class Lease(BodyBudget budget) : IDisposable
    {
        private long _taken;

        /// <summary>Makes sure that there is room for a body of so many bytes.</summary>
        /// <exception cref="StorageUnavailableException">There is none: the bodies of others wait for storage.</exception>
        public void Cover(long bytes)
        {
            long more = bytes + BytesAroundBody - _taken;
            if (more <= 0)
            {
                return;
            }

            if (!budget.TryTake(more))
            {
                throw new StorageUnavailableException("More is waiting for storage than fits in memory.");
            }

            _taken += more;
        }

        public void Dispose()
        {
            Interlocked.Add(ref budget._held, -_taken);
            _taken = 0;
        }
    }
}

internal static class BodyBudgetServices
{
    private const long BytesPerMegabyte = 1024 * 1024;

    public static IServiceCollection AddBodyBudget(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration("Http").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<HttpOptions>, ValidateHttpOptions>()
            .AddSingleton(s => new BodyBudget(s.GetRequiredService<IOptions<HttpOptions>>().Value.MaxBodyMegabytes * BytesPerMegabyte));
    }
}

[OptionsValidator]
internal sealed partial class ValidateHttpOptions : IValidateOptions<HttpOptions>;
