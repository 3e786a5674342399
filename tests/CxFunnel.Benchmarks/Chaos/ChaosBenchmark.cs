using CxFunnel.Testing.Chaos;

namespace CxFunnel.Benchmarks.Chaos;

/// <summary>Kills the real app again and again on storage that fails, and says whether one feedback was lost or counted twice.</summary>
internal static class ChaosBenchmark
{
    /// <returns>Whether everything was counted exactly once.</returns>
    public static async Task<bool> RunAsync(BenchmarkArguments arguments)
    {
        int kills = arguments.Number("kills", usual: 200, smoke: 3);
        ChaosReport report = await ChaosRun.RunAsync(new ChaosOptions
        {
            Seed = arguments.Number("seed", usual: 1, smoke: 1),
            Kills = kills,
            Reshards = arguments.Number("reshards", usual: 12, smoke: 2),
            Erasures = arguments.Number("erasures", usual: 24, smoke: 4),
            Apps = arguments.Number("apps", usual: 2, smoke: 1),
            LongestLife = TimeSpan.FromSeconds(3),
            UploadEvery = TimeSpan.FromSeconds(5),
            DrainLimit = TimeSpan.FromMinutes(30),
            OnProgress = Console.WriteLine,
        });

        Console.WriteLine($"SIGKILLs           {report.Kills:N0}");
        Console.WriteLine($"reshards           {report.Reshards:N0}; {report.Deferred:N0} messages deferred meanwhile");
        Console.WriteLine($"erasures           {report.Erasures:N0}");
        Console.WriteLine($"storage faults     {string.Join(", ", report.Faults.Where(f => f.Key != ProxyFault.None).Select(f => $"{f.Key} {f.Value:N0}"))}; {report.Faults[ProxyFault.None]:N0} requests went through");
        Console.WriteLine($"acknowledged       {report.Acknowledged:N0} items of {report.Feedback:N0} feedback, {report.Imports:N0} imports among them");
        Console.WriteLine($"sent again         {report.SentAgain:N0} requests after a 503 or no answer; {report.Replayed:N0} messages from the poison queues");
        Console.WriteLine($"lost               {report.Metrics.Lost:N0}");
        Console.WriteLine($"counted twice      {report.Metrics.Double:N0}");
        Console.WriteLine($"other differences  {report.Metrics.DifferenceCount:N0} in the metrics, {report.VerifyDifferences:N0} found by verify");
        Console.WriteLine($"took               {report.Took.TotalMinutes:N1} min");
        foreach (string problem in report.Metrics.Differences.Concat(report.Problems))
        {
            Console.WriteLine(problem);
        }

        return report.IsExact;
    }
}
