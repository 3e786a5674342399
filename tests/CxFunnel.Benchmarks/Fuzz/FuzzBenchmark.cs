using System.Globalization;
using CxFunnel.Testing.Fuzzing;

namespace CxFunnel.Benchmarks.Fuzz;

/// <summary>The fuzzing of the tests, as long as one likes: <c>--inputs 1000000 --seed 1</c>, on all cores.</summary>
internal static class FuzzBenchmark
{
    private const int Block = 10_000;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        int inputs = arguments.Number("inputs", usual: 1_000_000, smoke: 2_000);
        int seed = arguments.Number("seed", usual: 1, smoke: 1);
        FuzzCorpus corpus = FuzzCorpus.Load(Path.Combine(AppContext.BaseDirectory, "Samples"));
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        FuzzReport[] blocks = new FuzzReport[(inputs + Block - 1) / Block];
        await Parallel.ForAsync(0, blocks.Length, async (block, cancellation) =>
        {
            long first = (long)block * Block;
            blocks[block] = await new FuzzRun(corpus, seed).RunAsync(first, Math.Min(Block, inputs - first), cancellation);
        });

        FuzzReport slowest = blocks.MaxBy(b => b.SlowestTicks)!;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{inputs:N0} damaged inputs of seed {seed}: no exception escaped; {blocks.Sum(b => b.Items):N0} items came out, all sound"));
        foreach (IGrouping<string, KeyValuePair<string, long>> kind in blocks.SelectMany(b => b.ByKind).GroupBy(k => k.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind.Key,-10}{kind.Sum(k => k.Value),12:N0}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s, {cpu.TotalSeconds:0.0} s of one core ({inputs / cpu.TotalSeconds:N0}/s a core); the slowest took {TimeSpan.FromTicks(slowest.SlowestTicks).TotalMilliseconds:0} ms ({slowest.Slowest})"));
    }
}
