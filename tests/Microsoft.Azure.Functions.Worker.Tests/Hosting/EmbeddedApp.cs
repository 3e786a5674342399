using Azure.Storage.Queues;
using CxFunnel.Testing.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

/// <summary>A function app in this process, with the functions of this assembly that a test names.</summary>
internal sealed class EmbeddedApp : IAsyncDisposable
{
    private readonly IHost _host;

    private EmbeddedApp(IHost host, LogCapture log)
    {
        _host = host;
        Log = log;
        Client = new HttpClient { BaseAddress = Address(host) };
    }

    public HttpClient Client { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _host.Services;

    /// <param name="functions">The names of the functions to run.</param>
    /// <param name="settings">Settings as <c>Name=value</c>, which win over all others.</param>
    /// <param name="configure">What the app's Program.cs would do.</param>
    public static async Task<EmbeddedApp> StartAsync(
        IReadOnlyList<string> functions, IReadOnlyList<string>? settings = null, Action<FunctionsApplicationBuilder>? configure = null)
    {
        LogCapture log = new();
        IHost host = Build(functions, settings, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            configure?.Invoke(builder);
        });
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new EmbeddedApp(host, log);
    }

    public static IHost Build(IReadOnlyList<string> functions, IReadOnlyList<string>? settings = null, Action<FunctionsApplicationBuilder>? configure = null)
    {
        List<string> arguments = ["--port=0", $"--EmbeddedHost:functionAssembly={typeof(EmbeddedApp).Assembly.GetName().Name}", "--EmbeddedHost:timerLocks=false"];
        arguments.AddRange(functions.Select((name, index) => $"--AzureFunctionsJobHost:functions:{index}={name}"));
        arguments.AddRange((settings ?? []).Select(setting => $"--{setting}"));
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([.. arguments]);
        builder.ConfigureFunctionsWebApplication();
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Settings for a queue of the shared emulator; polling is quick so that tests are.</summary>
    public static async Task<(QueueClient Queue, List<string> Settings)> QueueAsync(bool isBase64 = true)
    {
        string connection = (await SharedAzurite.GetAsync()).ConnectionString;
        QueueClient queue = new(connection, SharedAzurite.UniqueName("worker"), new QueueClientOptions { MessageEncoding = isBase64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None });
        await queue.CreateIfNotExistsAsync();
        return (queue, [
            $"AzureWebJobsStorage={connection}",
            $"TestQueue={queue.Name}",
            "AzureFunctionsJobHost:extensions:queues:maxPollingInterval=00:00:00.200",
            $"AzureFunctionsJobHost:extensions:queues:messageEncoding={(isBase64 ? "base64" : "none")}",
        ]);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static Uri? Address(IHost host) =>
        host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? new Uri(address) : null;
}
