using System.Diagnostics;

namespace CxFunnel.Cli.Tests;

/// <summary>Runs the real command line in a process of its own.</summary>
internal static class CxProcess
{
    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "CxFunnel.Cli.dll");

    public static ProcessStartInfo Start(params string[] arguments) => new("dotnet", [Dll, .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(), // the checkout is found from anywhere
    };

    public static Task<CxResult> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    public static async Task<CxResult> RunAsync(ProcessStartInfo start, string input = "")
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CxResult(process.ExitCode, await output, await errors);
    }
}

internal sealed record CxResult(int ExitCode, string Output, string Errors);
