using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CxFunnel.Functions.Hosting;

/// <summary>
/// Ends the app, gracefully, when its standard input closes. A program that starts the app with a pipe for standard input thereby
/// ends it by closing the pipe, and also by dying in any way, on every operating system.
/// </summary>
public sealed class EndWithParent(IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>The environment variable that turns it on with the value 1. Off in Azure, where standard input is closed from the start.</summary>
    public const string Setting = "CXFUNNEL_END_WITH_STDIN";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Reading a pipe blocks; a background thread of its own does not hold up the end of the process.
        new Thread(WaitForEnd) { IsBackground = true, Name = nameof(EndWithParent) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEnd()
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[64];
            while (input.Read(ignored) > 0)
            {
                // Nothing that is written there means anything.
            }
        }
        catch (IOException)
        {
            // A broken pipe is an end too.
        }

        lifetime.StopApplication();
    }
}

public static class EndWithParentRegistration
{
    /// <summary>Does nothing unless <see cref="EndWithParent.Setting"/> is 1 in the environment.</summary>
    public static IServiceCollection AddEndWithParent(this IServiceCollection services) =>
        Environment.GetEnvironmentVariable(EndWithParent.Setting) == "1" ? services.AddHostedService<EndWithParent>() : services;
}
