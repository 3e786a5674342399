using System.Globalization;
using CxFunnel.Testing.Fuzzing;

namespace CxFunnel.Benchmarks.Fuzz;

/// <summary>The fuzzing of the tests, as long as one likes: <c>--inputs 1000000 --seed 1</c>, on all cores.</summary>
internal static class FuzzBenchmark
{
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        int inputs = arguments.Number("inputs", usual: 1_000_000, smoke: 2_000);
        int seed = arguments.Number("seed", usual: 1, smoke: 1);
        FuzzCorpus corpus = FuzzCorpus.Load(Path.Combine(AppContext.BaseDirectory, "Samples"));
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        FuzzReport report = await new FuzzRun(corpus, seed).RunAsync(inputs, CancellationToken.None);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{inputs:N0} damaged inputs of seed {seed}: no exception escaped; {report.Items:N0} items came out, all sound"));
        foreach ((string kind, long count) in report.ByKind.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-10}{count,12:N0}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s, {cpu.TotalSeconds:0.0} s of one core ({inputs / cpu.TotalSeconds:N0}/s a core); the slowest took {TimeSpan.FromTicks(report.SlowestTicks).TotalMilliseconds:0} ms ({report.Slowest})"));
    }
}
