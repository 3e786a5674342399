using System.Globalization;
using System.Text;
using System.Text.Json;
using CxFunnel.LocalStorage;

namespace CxFunnel.Testing.Chaos;

/// <summary>
/// The real app, as processes that are killed again and again, on a real storage emulator behind proxies that let requests go
/// wrong, while clients send and send again. Then the faults end, and everything that was answered 202 must be counted exactly once.
/// </summary>
public static class ChaosRun
{
    private static readonly string[] Programs = ["chaos-a", "chaos-b"];
    private const string LeaseSetting = "EmbeddedHost__queueLease";
    private const string InboxQueue = "feedback-inbox";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Messages are given up after five deliveries; whoever runs the app replays them when storage is well again.</summary>
    private static readonly TimeSpan ReplayEvery = TimeSpan.FromSeconds(10);

    /// <summary>Time for a repeat that is still under way to be counted once too often.</summary>
    private const int LooksAfterEqual = 3;

    /// <summary>Longer than days wait to be rolled up where nobody rings: a timer looks every minute.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(150);

    /// <summary>Longer than messages stay hidden whose receiver was killed.</summary>
    private const int LooksWithoutProgress = 40;

    public static async Task<ChaosReport> RunAsync(ChaosOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long started = TimeProvider.System.GetTimestamp();
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        await using Azurite storage = await Azurite.StartAsync(folder, dataFolder: null, CancellationToken.None);
        ProxyFaults faults = new(options.Seed, options.FaultShare);
        await using FaultyProxy blobs = new(storage.BlobEndpoint, faults);
        await using FaultyProxy queues = new(storage.QueueEndpoint, faults) { IsCounted = IsDeferral };
        await using FaultyProxy tables = new(storage.TableEndpoint, faults) { IsTable = true };
        await using ChaosApps apps = new(
            Azurite.ConnectionStringFor(blobs.Address, queues.Address, tables.Address),
            options.Apps,
            new Dictionary<string, string>(StringComparer.Ordinal) { [LeaseSetting] = options.Lease.ToString("c", CultureInfo.InvariantCulture) });
        for (int i = 0; i < options.Apps; i++)
        {
            await apps.StartAsync(i);
        }

        await MapSurveyMonkeyAsync(apps);
        Tell("up");
        ChaosOracle oracle = new();
        ChaosTraffic traffic = new(options.Seed, Programs, options.Erasures);
        ChaosClients clients = new(options, apps, traffic, oracle);
        ChaosPace pace = new();
        bool isOver = false;
        Task sending = clients.RunAsync(() => Volatile.Read(ref isOver));
        Task<int> resharding = new ChaosReshards(options, apps, Programs).RunAsync(pace);
        Task<int> erasing = new ChaosErasures(options, apps, traffic, clients, oracle, Programs).RunAsync(pace);
        await KillAgainAndAgainAsync(options, apps, oracle, pace, [sending, resharding, erasing]);
        Tell("the killing is over");
        Volatile.Write(ref isOver, true);
        int reshards = await resharding;
        Tell("the last ledger is laid out anew");
        int erasures = await erasing;
        await sending;
        faults.End();
        IReadOnlyDictionary<ProxyFault, long> met = faults.Counts;
        Tell($"faults are over; {oracle.Acknowledged} items of {oracle.Feedback} feedback were acknowledged");

        HttpClient client = apps.Any(0)!.Client;
        (ChaosComparison comparison, int replayed) = await DrainAsync(options, client, clients, oracle);
        Tell(comparison.IsEqual ? "everything is counted" : "the numbers stay as they are");
        List<string> problems = [.. clients.Problems, .. await ImportProblemsAsync(client, clients)];
        long verifyDifferences = await VerifyAsync(client, problems);
        return new ChaosReport(
            options.Kills,
            reshards,
            erasures,
            met,
            oracle.Acknowledged,
            oracle.Feedback,
            clients.SentAgain,
            clients.Imports.Count,
            replayed,
            TimeProvider.System.GetElapsedTime(started),
            comparison,
            verifyDifferences,
            problems)
        {
            Deferred = queues.Counted,
        };

        void Tell(string what) => options.OnProgress?.Invoke(
            string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:N0} s: {what}"));
    }

    /// <summary>Nothing else is put into the inbox hidden.</summary>
    private static bool IsDeferral(string startLine) =>
        startLine.StartsWith("POST ", StringComparison.Ordinal) && startLine.Contains($"/{InboxQueue}/messages?", StringComparison.Ordinal)
        && startLine.Contains("visibilitytimeout=", StringComparison.Ordinal) && !startLine.Contains("visibilitytimeout=0", StringComparison.Ordinal);

    private static async Task KillAgainAndAgainAsync(ChaosOptions options, ChaosApps apps, ChaosOracle oracle, ChaosPace pace, IReadOnlyList<Task> others)
    {
        Random random = new(options.Seed);
        for (int kill = 1; kill <= options.Kills; kill++)
        {
            TimeSpan life = options.ShortestLife + ((options.LongestLife - options.ShortestLife) * random.NextDouble());
            Task end = Task.Delay(life, TimeProvider.System);
            // What fails is not looked at only after the last kill.
            await await Task.WhenAny([end, .. others.Where(o => !o.IsCompletedSuccessfully)]);
            await end;

            int index = random.Next(apps.Count);
            await apps.KillAsync(index);
            await apps.StartAsync(index);
            pace.Share = (double)kill / options.Kills;
            if (kill % 10 == 0)
            {
                options.OnProgress?.Invoke($"{kill} kills, {oracle.Acknowledged} items acknowledged");
            }
        }
    }

    /// <summary>Waits until the metrics are those of the oracle and every import is done, or until the limit.</summary>
    private static async Task<(ChaosComparison Comparison, int Replayed)> DrainAsync(ChaosOptions options, HttpClient client, ChaosClients clients, ChaosOracle oracle)
    {
        long started = TimeProvider.System.GetTimestamp();
        long replayedAt = started;
        int replayed = 0;
        int equal = 0;
        int still = 0;
        int differences = -1;
        Dictionary<ChaosCell, Dictionary<string, long>> expected = oracle.Cells();
        while (true)
        {
            ChaosComparison comparison = await ChaosMetrics.CompareAsync(client, Programs, oracle, expected);
            bool isDrained = comparison.IsEqual && await AllDoneAsync(client, clients);
            equal = isDrained ? equal + 1 : 0;
            still = comparison.DifferenceCount == differences ? still + 1 : 0;
            differences = comparison.DifferenceCount;
            bool isLastLook = equal > LooksAfterEqual || still > LooksWithoutProgress || TimeProvider.System.GetElapsedTime(started) > options.DrainLimit;
            if (isLastLook || TimeProvider.System.GetElapsedTime(replayedAt) > ReplayEvery)
            {
                replayedAt = TimeProvider.System.GetTimestamp();
                int now = await ReplayPoisonAsync(client);
                replayed += now;
                if (isLastLook && now == 0)
                {
                    return (comparison, replayed);
                }

                (equal, still) = now > 0 ? (0, 0) : (equal, still);
            }

            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }

    private static async Task<bool> AllDoneAsync(HttpClient client, ChaosClients clients)
    {
        foreach ((Uri status, _) in clients.Imports.Reverse())
        {
            if ((await JsonAsync(client, HttpMethod.Get, status)).GetProperty("state").GetString() is not ("done" or "failed"))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<List<string>> ImportProblemsAsync(HttpClient client, ChaosClients clients)
    {
        List<string> problems = [];
        foreach ((Uri address, ChaosDelivery export) in clients.Imports)
        {
            JsonElement status = await JsonAsync(client, HttpMethod.Get, address);
            long queued = status.GetProperty("queued").GetInt64();
            bool isExact = status.GetProperty("state").GetString() == "done"
                && status.GetProperty("rows").GetInt64() == export.Versions.Count + export.RejectedRows
                && queued == export.Versions.Count
                && status.GetProperty("rejected").GetArrayLength() == export.RejectedRows
                && status.GetProperty("counted").GetInt64() + status.GetProperty("duplicates").GetInt64() == queued;
            if (!isExact)
            {
                problems.Add($"an import of {export.Versions.Count} rows and {export.RejectedRows} bad ones says {status.GetRawText()}");
            }
        }

        return problems;
    }

    /// <summary>What <c>./cx verify</c> runs; again where days are not at rest, since root causes may be found just then.</summary>
    private static async Task<long> VerifyAsync(HttpClient client, List<string> problems)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            JsonElement report = await JsonAsync(client, HttpMethod.Post, new Uri("api/operations/verify", UriKind.Relative));
            string[] restless =
            [
                .. report.GetProperty("programs").EnumerateArray()
                    .Where(p => p.GetProperty("busyDays").GetArrayLength() > 0 || p.GetProperty("pendingDays").GetInt32() > 0)
                    .Select(p => p.GetRawText()),
            ];
            long differences = report.GetProperty("differences").GetInt64();
            if (restless.Length == 0 || differences > 0 || TimeProvider.System.GetElapsedTime(started) > RestLimit)
            {
                problems.AddRange(restless.Select(program => $"verify found days that were not at rest: {program}"));
                return differences;
            }

            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }

    private static async Task<int> ReplayPoisonAsync(HttpClient client)
    {
        JsonElement replayed = await JsonAsync(client, HttpMethod.Post, new Uri("api/operations/replay/poison", UriKind.Relative));
        return replayed.EnumerateObject().Sum(queue => queue.Value.GetInt32());
    }

    private static async Task MapSurveyMonkeyAsync(ChaosApps apps)
    {
        foreach (string program in Programs)
        {
            Uri address = new($"api/sources/surveymonkey/mapping?program={program}", UriKind.Relative);
            while (true)
            {
                using StringContent body = new(ChaosBodies.SurveyMonkeyMapping, Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await apps.Any(0)!.Client.PutAsync(address, body);
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }

                if ((int)answer.StatusCode != 503)
                {
                    throw new InvalidOperationException($"A sound mapping was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, HttpMethod method, Uri address)
    {
        using HttpRequestMessage request = new(method, address);
        using HttpResponseMessage answer = await client.SendAsync(request);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(body).RootElement
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{method} {address} was answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}"));
    }
}
