using System.Diagnostics;
using System.Globalization;

namespace CxFunnel.Cli.Tests;

/// <summary>Sends Unix signals.</summary>
internal static class Signal
{
    /// <param name="name">For example TERM.</param>
    /// <param name="processId">Negative for a whole group.</param>
    public static async Task SendAsync(string name, int processId)
    {
        using Process kill = Process.Start("kill", [$"-{name}", "--", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until none of the processes is there any more; fails after half a minute.</summary>
    public static async Task WaitForEndAsync(params int[] processIds)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (processIds.Any(IsAlive))
        {
            Assert.False(limit.IsCancellationRequested, $"Still running: {string.Join(", ", processIds.Where(IsAlive))}");
            await Task.Delay(50);
        }
    }

    /// <summary>Whether a process with this id exists and is not only waiting to be forgotten.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
