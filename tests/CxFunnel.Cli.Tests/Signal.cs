using System.Diagnostics;
using System.Globalization;

namespace CxFunnel.Cli.Tests;

/// <summary>Sends Unix signals.</summary>
internal static class Signal
{
    public static async Task SendAsync(string name, int processId)
    {
        using Process kill = Process.Start("kill", [$"-{name}", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
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
