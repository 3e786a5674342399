using System.Net;
using CxFunnel.Testing.App;

namespace CxFunnel.Testing.Chaos;

/// <summary>Gives programs more and fewer shards while apps are killed, storage fails and feedback comes: asks until it is told that it is done.</summary>
internal sealed class ChaosReshards(ChaosOptions options, ChaosApps apps, IReadOnlyList<string> programs)
{
    private const int MaxShards = 8;

    /// <summary>What a program's ledger begins with where the settings say nothing.</summary>
    private const int FirstShards = 4;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// A program's first feedback may take some moments, storage that fails some tries, a killed app all of it once more: a ledger that takes longer
    /// to copy than an app lives is done when the killing is over. Who is not told so long after that never will be.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <returns>How often a program was laid out anew.</returns>
    /// <exception cref="TimeoutException">One was not finished.</exception>
    public async Task<int> RunAsync(ChaosPace pace)
    {
        Random random = new(options.Seed + 777);
        Dictionary<string, int> shards = programs.ToDictionary(p => p, _ => FirstShards, StringComparer.Ordinal);
        for (int done = 0; done < options.Reshards; done++)
        {
            await pace.WaitForAsync(done, options.Reshards);
            string program = programs[random.Next(programs.Count)];
            int next = 1 + random.Next(MaxShards - 1);
            // Never the number that it has.
            shards[program] = next < shards[program] ? next : next + 1;
            await InsistAsync(program, shards[program], random);
        }

        return options.Reshards;
    }

    private async Task InsistAsync(string program, int shards, Random random)
    {
        Uri address = new($"api/operations/reshard?program={program}&shards={shards}", UriKind.Relative);
        long began = TimeProvider.System.GetTimestamp();
        while (apps.Any(random.Next(apps.Count)) is not { } app || !await IsDoneAsync(app, address))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"{address} was not done after {Limit}.");
            }

            await Task.Delay(RetryAfter, TimeProvider.System);
        }
    }

    private static async Task<bool> IsDoneAsync(FunctionApp app, Uri address)
    {
        try
        {
            using HttpResponseMessage answer = await app.Client.PostAsync(address, content: null);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => true,
                // Nothing of the program was counted yet, or storage fails.
                HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable => false,
                _ => throw new InvalidOperationException($"{address} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"),
            };
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or ObjectDisposedException)
        {
            // Killed in the middle of it.
            return false;
        }
    }
}
