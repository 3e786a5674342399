using System.Globalization;
using System.Net;
using System.Text.Json;
using CxFunnel.Testing.App;

namespace CxFunnel.Testing.Chaos;

/// <summary>
/// Has customers erased while apps are killed, storage fails and their feedback comes: asks until there is a certificate. Then sends what they
/// had said once more, which must change nothing, and something new, which must be counted. Every second one keeps its counts.
/// </summary>
internal sealed class ChaosErasures(ChaosOptions options, ChaosApps apps, ChaosTraffic traffic, ChaosClients clients, ChaosOracle oracle, IReadOnlyList<string> programs)
{
    private const int MostSentAgain = 12;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>What failed five times waits in the poison queues for someone to put it back.</summary>
    private static readonly TimeSpan ReplayEvery = TimeSpan.FromSeconds(20);

    /// <summary>As for reshards: what waits for a ledger that is being laid out anew is done when the killing is over.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>What is not counted by then waits behind a ledger that is being laid out anew, or is lost; the comparison at the end tells which.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromMinutes(2);

    /// <returns>How many certificates were given.</returns>
    /// <exception cref="TimeoutException">One never was.</exception>
    public async Task<int> RunAsync(ChaosPace pace)
    {
        Random random = new(options.Seed + 555);
        int certificates = 0;
        for (int number = 0; number < options.Erasures; number++)
        {
            await pace.WaitForAsync(number, options.Erasures);
            certificates += number % 2 == 0 ? await EraseWithCountsAsync(number / 2, random) : await EraseAndKeepCountsAsync(number, random);
        }

        return certificates;
    }

    /// <summary>Someone of whom the traffic brings feedback all the time, before, meanwhile and after.</summary>
    private async Task<int> EraseWithCountsAsync(int number, Random random)
    {
        string person = ChaosTraffic.Person(number);
        string? program = number % 3 == 2 ? null : programs[random.Next(programs.Count)];
        (DateTimeOffset at, bool isLeftRunning) = await InsistAsync(person, program, keepCounts: false, random);
        foreach (string erased in program is null ? programs : [program])
        {
            oracle.Erase(erased, person, at, keepsCounts: false);
            await SendAgainAsync([.. oracle.DeliveriesOf(erased, person).TakeLast(MostSentAgain)], random);
        }

        if (!isLeftRunning)
        {
            await SayMoreAsync(program ?? programs[0], person, at, random);
        }

        return 1;
    }

    /// <summary>Someone whose feedback is at rest when they are erased, so that there is no doubt what stays counted.</summary>
    private async Task<int> EraseAndKeepCountsAsync(int number, Random random)
    {
        string program = programs[random.Next(programs.Count)];
        string customer = string.Create(CultureInfo.InvariantCulture, $"kept-{number}");
        IReadOnlyList<ChaosDelivery> deliveries = traffic.Kept(program, customer);
        await SendAgainAsync(deliveries, random);
        if (!await IsCountedInTimeAsync(program, customer, random))
        {
            return 0;
        }

        (DateTimeOffset at, bool isLeftRunning) = await InsistAsync(customer, program, keepCounts: true, random);
        oracle.Erase(program, customer, at, keepsCounts: true);
        await SendAgainAsync(deliveries, random);
        if (isLeftRunning)
        {
            return 1;
        }

        await SayMoreAsync(program, customer, at, random);
        if (number % 4 == 1)
        {
            return 1;
        }

        // What was kept names nobody any more: a second erasure takes what came since, and nothing else.
        (DateTimeOffset again, _) = await InsistAsync(customer, program, keepCounts: false, random);
        oracle.Erase(program, customer, again, keepsCounts: false);
        return 2;
    }

    private async Task SendAgainAsync(IReadOnlyList<ChaosDelivery> deliveries, Random random)
    {
        foreach (ChaosDelivery delivery in deliveries)
        {
            await clients.SendAsync(delivery, random);
        }
    }

    /// <summary>What a customer says after their erasure is new.</summary>
    private async Task SayMoreAsync(string program, string customer, DateTimeOffset erasedAt, Random random)
    {
        // Instants of feedback are whole seconds, and none is ahead of the clock.
        TimeSpan ahead = erasedAt + TimeSpan.FromSeconds(2) - TimeProvider.System.GetUtcNow();
        await Task.Delay(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero, TimeProvider.System);
        await clients.SendAsync(traffic.Later(program, customer, TimeProvider.System.GetUtcNow()), random);
    }

    private async Task<bool> IsCountedInTimeAsync(string program, string customer, Random random)
    {
        IReadOnlyDictionary<ChaosCell, Dictionary<string, long>> expected = oracle.CellsOf(program, customer);
        long began = TimeProvider.System.GetTimestamp();
        long replayedAt = began;
        while (true)
        {
            if (apps.Any(random.Next(apps.Count)) is { } app)
            {
                try
                {
                    if (await ChaosMetrics.HasCellsAsync(app.Client, program, "segment", customer, expected))
                    {
                        return true;
                    }

                    if (TimeProvider.System.GetElapsedTime(replayedAt) > ReplayEvery)
                    {
                        replayedAt = TimeProvider.System.GetTimestamp();
                        using HttpResponseMessage replayed = await app.Client.PostAsync(new Uri("api/operations/replay/poison", UriKind.Relative), content: null);
                    }
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or ObjectDisposedException)
                {
                    // Killed, or storage fails.
                }
            }

            if (TimeProvider.System.GetElapsedTime(began) > RestLimit)
            {
                return false;
            }

            await Task.Delay(RetryAfter, TimeProvider.System);
        }
    }

    /// <returns>
    /// The instant of the certificate, and whether a request that was given up may still be at work: it erases what it finds, also what the
    /// customer has said since.
    /// </returns>
    private async Task<(DateTimeOffset At, bool IsLeftRunning)> InsistAsync(string customer, string? program, bool keepCounts, Random random)
    {
        Uri address = new($"api/customers/{customer}?keepCounts={(keepCounts ? "true" : "false")}{(program is null ? string.Empty : $"&program={program}")}", UriKind.Relative);
        long began = TimeProvider.System.GetTimestamp();
        bool isLeftRunning = false;
        while (true)
        {
            try
            {
                if (apps.Any(random.Next(apps.Count)) is { } app && await TryAsync(app, address) is { } at)
                {
                    return (at, isLeftRunning);
                }
            }
            catch (TaskCanceledException)
            {
                isLeftRunning = true;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"{address} was not done after {Limit}.");
            }

            await Task.Delay(RetryAfter, TimeProvider.System);
        }
    }

    private static async Task<DateTimeOffset?> TryAsync(FunctionApp app, Uri address)
    {
        try
        {
            using HttpResponseMessage answer = await app.Client.DeleteAsync(address);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                using JsonDocument certificate = JsonDocument.Parse(body);
                return certificate.RootElement.GetProperty("erasedAt").GetDateTimeOffset();
            }

            return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                ? null
                : throw new InvalidOperationException($"{address} was answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException or JsonException)
        {
            // Killed in the middle of it.
            return null;
        }
    }
}
