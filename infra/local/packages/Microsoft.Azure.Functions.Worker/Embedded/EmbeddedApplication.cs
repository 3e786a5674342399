using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The built app.</summary>
/// <param name="application">What runs.</param>
/// <param name="ownsProcess">False in tests, which get the exception when it cannot start.</param>
/// <param name="quiet">Ends with the start.</param>
internal sealed class EmbeddedApplication(WebApplication application, bool ownsProcess, StartupQuiet quiet) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => application.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ownsProcess)
        {
            Environment.ExitCode = 1;
            if (SetupFailure.Explain(e) is not { } reason)
            {
                throw;
            }

            // The caller goes on to wait for the end, which this brings about.
            await Console.Error.WriteLineAsync(reason);
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
        finally
        {
            quiet.End();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => application.StopAsync(cancellationToken);

    public void Dispose() => ((IDisposable)application).Dispose();

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
