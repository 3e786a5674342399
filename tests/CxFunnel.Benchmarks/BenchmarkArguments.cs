using System.Globalization;

namespace CxFunnel.Benchmarks;

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
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length)
            {
                options[args[i][2..]] = args[++i];
            }
            else
            {
                name ??= args[i];
            }
        }

        return new BenchmarkArguments(name, isSmoke, options);
    }

    /// <param name="usual">When neither given nor a smoke run.</param>
    /// <param name="smoke">In a smoke run.</param>
    public int Number(string option, int usual, int smoke) =>
        Options.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : IsSmoke ? smoke : usual;
}
