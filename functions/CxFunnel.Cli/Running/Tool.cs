using System.ComponentModel;
using System.Diagnostics;

namespace CxFunnel.Cli.Running;

/// <summary>Runs another program to its end. Cancelling kills it with all that it started.</summary>
public static class Tool
{
    /// <summary>Runs with its output read line by line; lines of stdout and stderr come in the order they were printed, one at a time.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CxException">The program is not on the PATH.</exception>
    public static async Task<int> RunAsync(
        string program, IEnumerable<string> arguments, string folder, Action<string> onLine, CancellationToken cancellation)
    {
        Lock turn = new();
        void Read(string? line)
        {
            if (line is not null)
            {
                lock (turn)
                {
                    onLine(line);
                }
            }
        }

        using Process process = Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        process.StandardInput.Close();
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await WaitAsync(process, cancellation);
    }

    /// <summary>Runs with this process's own terminal: colours, progress and input are the program's.</summary>
    public static async Task<int> RunInTerminalAsync(
        string program, IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        using Process process = Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false });
        return await WaitAsync(process, cancellation);
    }

    /// <summary>Runs and keeps the output for the case that it fails.</summary>
    /// <exception cref="CxException">Exit code other than 0: <paramref name="failure"/> and what the program printed.</exception>
    public static async Task RunOrThrowAsync(
        string program, IEnumerable<string> arguments, string folder, string failure, CancellationToken cancellation)
    {
        List<string> printed = [];
        int exitCode = await RunAsync(program, arguments, folder, printed.Add, cancellation);
        if (exitCode != 0)
        {
            throw new CxException($"{failure}{Environment.NewLine}{string.Join(Environment.NewLine, printed)}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CxException($"'{start.FileName}' is not on the PATH; install it and try again.");
        }
    }

    private static async Task<int> WaitAsync(Process process, CancellationToken cancellation)
    {
        try
        {
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
