using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CxFunnel.Benchmarks.Text.Vader;

/// <summary>VADER in JavaScript (npm <c>vader-sentiment</c>, pinned), in a Node.js process on the same machine.</summary>
internal static class VaderBaseline
{
    /// <summary>Scores the texts a few times over.</summary>
    /// <param name="texts">At least one.</param>
    /// <param name="rounds">The best of so many counts; one more warms up.</param>
    /// <param name="problem">Why there is no result; null when there is one.</param>
    /// <returns>Null without Node.js, npm or a way to the package source.</returns>
    public static VaderResult? Run(IReadOnlyList<string> texts, int rounds, out string? problem)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Text", "Vader");
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "vader-sentiment"))
                && Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, input: null, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error") is null)
            {
                problem = "npm could not install it";
                return null;
            }

            string? output = Start("node", folder, JsonSerializer.Serialize(new { texts, rounds }), "measure.js");
            problem = output is null ? "node could not run it" : null;
            return output is null ? null : Read(output);
        }
        catch (Win32Exception)
        {
            problem = "there is no Node.js with npm on this machine";
            return null;
        }
    }

    private static VaderResult Read(string output)
    {
        using JsonDocument document = JsonDocument.Parse(output);
        return new VaderResult(
            document.RootElement.GetProperty("seconds").GetDouble(), [.. document.RootElement.GetProperty("compounds").EnumerateArray().Select(c => c.GetDouble())]);
    }

    /// <returns>Standard output; null when the program failed.</returns>
    private static string? Start(string program, string folder, string? input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task writing = Task.Run(() =>
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        });
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Task.WaitAll(errors, writing);
        return process.ExitCode == 0 ? output : null;
    }
}

/// <param name="Seconds">For all texts, the best round.</param>
/// <param name="Compounds">One a text, -1..1.</param>
internal sealed record VaderResult(double Seconds, IReadOnlyList<double> Compounds)
{
    /// <summary>VADER's own borders: 0 negative, 1 neutral, 2 positive.</summary>
    /// <remarks>README of vaderSentiment, "About the Scoring".</remarks>
    public static int LabelOf(double compound) => compound >= 0.05 ? 2 : compound <= -0.05 ? 0 : 1;
}
