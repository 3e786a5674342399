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
Dictionary<string, Benchmark> benchmarks = new(StringComparer.OrdinalIgnoreCase)
{
    ["causes"] = new(["data", "only", "clauses", "texts", "lexicon"], arguments =>
    {
        CauseBenchmark.Run(Console.Out, arguments);
        return Task.CompletedTask;
    }),
    [LongRun] = new(["kills", "seed", "reshards", "erasures", "apps"], async arguments => isSound &= await ChaosBenchmark.RunAsync(arguments)),
    ["formats"] = new([], arguments => FormatBenchmarks.RunAsync(Console.Out, arguments.IsSmoke, CancellationToken.None)),
    ["fuzz"] = new(["inputs", "seed"], FuzzBenchmark.RunAsync),
    ["pipeline"] = new(["rows", "days", "webhooks", "discover"], PipelineBenchmark.RunAsync),
    ["text"] = new(["data"], arguments =>
    {
        TextBenchmark.Run(Console.Out, arguments.Options.GetValueOrDefault("data"), arguments.IsSmoke);
        return Task.CompletedTask;
    }),
};

BenchmarkArguments arguments = BenchmarkArguments.Read(args);
if (arguments.WhatIsWrong(benchmarks) is { } wrong)
{
    Console.Error.WriteLine(wrong);
    return 2;
}

// Two hundred kills take their time: without a name they only run as a smoke test.
foreach ((string key, Benchmark benchmark) in benchmarks.Where(
    b => arguments.Name is null ? arguments.IsSmoke || b.Key != LongRun : b.Key.Equals(arguments.Name, StringComparison.OrdinalIgnoreCase)))
{
    Console.WriteLine($"== {key} · {Machine.Describe()}");
    await benchmark.Run(arguments);
}

return isSound ? 0 : 1;
