using System.Globalization;

namespace CxFunnel.Benchmarks;

/// <param name="Options">The names of the options that it takes, without dashes; each has a value.</param>
internal sealed record Benchmark(string[] Options, Func<BenchmarkArguments, Task> Run);

/// <summary>What follows <c>./cx bench</c>.</summary>
/// <param name="Name">Null runs all.</param>
/// <param name="IsSmoke">Only proves that they work.</param>
internal sealed record BenchmarkArguments(string? Name, bool IsSmoke, IReadOnlyDictionary<string, string> Options)
{
    public static BenchmarkArguments Read(string[] args)
    {
        string? name = null;
        bool isSmoke = false;
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--smoke")
            {
                isSmoke = true;
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal))
            {
                string option = args[i][2..];
                options[option] = i + 1 < args.Length ? args[++i] : "";
            }
            else
            {
                name ??= args[i];
            }
        }

        return new BenchmarkArguments(name, isSmoke, options);
    }

    /// <summary>What cannot be run, and what could be; null when all is well. A mistyped option would else measure something for minutes that nobody asked for.</summary>
    public string? WhatIsWrong(IReadOnlyDictionary<string, Benchmark> benchmarks)
    {
        if (Name is not null && !benchmarks.ContainsKey(Name))
        {
            return $"There is no benchmark '{Name}'; there are: {string.Join(", ", benchmarks.Keys)}.";
        }

        string[] known = Name is null ? [] : benchmarks[Name].Options;
        return Options.Keys.FirstOrDefault(option => !known.Contains(option, StringComparer.Ordinal)) is not { } unknown ? null
            : Name is null ? $"'--{unknown}' is an option of a single benchmark: name it first. There are: {string.Join(", ", benchmarks.Keys)}."
            : known.Length == 0 ? $"'{Name}' takes no '--{unknown}'; it takes --smoke."
            : $"'{Name}' takes no '--{unknown}'; it takes --smoke and, with a value, {string.Join(", ", known.Select(option => $"--{option}"))}.";
    }

    /// <param name="usual">When neither given nor a smoke run.</param>
    /// <param name="smoke">In a smoke run.</param>
    public int Number(string option, int usual, int smoke) =>
        !Options.TryGetValue(option, out string? text) ? IsSmoke ? smoke : usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new ArgumentException($"'--{option} {text}': a whole number is needed.", nameof(option));
}
