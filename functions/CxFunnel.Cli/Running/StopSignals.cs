using System.Runtime.InteropServices;

namespace CxFunnel.Cli.Running;

/// <summary>
/// Turns Ctrl-C, SIGTERM and a closed terminal into a cancelled token. The first one asks for a graceful end, the second one
/// ends this process at once; what it started then ends by itself because its standard input closes.
/// </summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
        {
            return; // the default action: this process ends
        }

        context.Cancel = true;
        _stop.Cancel();
    }
}
