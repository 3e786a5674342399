using System.Collections.Concurrent;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.Pipeline.Learn;

/// <summary>The own weights of programs, as the engine uses them. One look at storage a program and minute; else from memory.</summary>
public sealed class ProgramModels(ModelStore store, TimeProvider clock)
{
    /// <summary>So long a worker goes on with the weights that another switched away from.</summary>
    public static readonly TimeSpan LooksEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Loaded> _loaded = new(StringComparer.Ordinal);

    /// <returns>Null for the shipped weights alone.</returns>
    /// <exception cref="StorageUnavailableException">Nothing is known about the program yet.</exception>
    public async ValueTask<OwnWeights?> OfAsync(string program, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_loaded.TryGetValue(program, out Loaded? known) && now - known.LookedAt < LooksEvery)
        {
            return known.Weights;
        }

        try
        {
            ModelChoice choice = await store.ChoiceAsync(program, cancellation);
            OwnWeights? weights = choice.Using == 0 ? null
                : known is not null && known.Number == choice.Using ? known.Weights
                : await store.LoadAsync(program, choice.Using, cancellation);
            _loaded[program] = new Loaded(choice.Using, weights, now);
            return weights;
        }
        catch (StorageUnavailableException) when (known is not null)
        {
            return known.Weights;
        }
    }

    /// <summary>Looks again at the next text: something was switched here.</summary>
    public void Forget(string program) => _loaded.TryRemove(program, out _);

    private sealed record Loaded(int Number, OwnWeights? Weights, DateTimeOffset LookedAt);
}
