using System.Diagnostics;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>Processor time of the function app, the emulator and this process, which is the client.</summary>
internal sealed record ProcessUse(double App, double Storage, double Client)
{
    public static ProcessUse Now(int app, int storage)
    {
        using Process own = Process.GetCurrentProcess();
        return new ProcessUse(Seconds(app), Seconds(storage), own.TotalProcessorTime.TotalSeconds);
    }

    public static ProcessUse operator -(ProcessUse after, ProcessUse before) =>
        new(after.App - before.App, after.Storage - before.Storage, after.Client - before.Client);

    private static double Seconds(int id)
    {
        using Process process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalSeconds;
    }
}
