using CxFunnel.Benchmarks;
using CxFunnel.Benchmarks.Causes;
using CxFunnel.Benchmarks.Chaos;
using CxFunnel.Benchmarks.Formats;
using CxFunnel.Benchmarks.Fuzz;
using CxFunnel.Benchmarks.Pipeline;
using CxFunnel.Benchmarks.Text;

// ./cx bench [NAME] [--smoke] [options of the benchmark]
const string LongRun = "chaos";
bool isSound = true;
Dictionary<string, Func<BenchmarkArguments, Task>> benchmarks = new(StringComparer.OrdinalIgnoreCase)
{
    ["causes"] = arguments =>
    {
        CauseBenchmark.Run(Console.Out, arguments);
        return Task.CompletedTask;
    },
    [LongRun] = async arguments => isSound &= await ChaosBenchmark.RunAsync(arguments),
    ["formats"] = arguments => FormatBenchmarks.RunAsync(Console.Out, arguments.IsSmoke, CancellationToken.None),
    ["fuzz"] = FuzzBenchmark.RunAsync,
    ["pipeline"] = PipelineBenchmark.RunAsync,
    ["text"] = arguments =>
    {
        TextBenchmark.Run(Console.Out, arguments.Options.GetValueOrDefault("data"), arguments.IsSmoke);
        return Task.CompletedTask;
    },
};

BenchmarkArguments arguments = BenchmarkArguments.Read(args);
if (arguments.Name is { } name && !benchmarks.ContainsKey(name))
{
    Console.Error.WriteLine($"There is no benchmark '{name}'; there are: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

// Two hundred kills take their time: without a name they only run as a smoke test.
foreach ((string key, Func<BenchmarkArguments, Task> run) in benchmarks.Where(
    b => arguments.Name is null ? arguments.IsSmoke || b.Key != LongRun : b.Key.Equals(arguments.Name, StringComparison.OrdinalIgnoreCase)))
{
    Console.WriteLine($"== {key} · {Machine.Describe()}");
    await run(arguments);
}

return isSound ? 0 : 1;
