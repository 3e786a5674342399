using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Puts the app and the host that runs it into one process.</summary>
internal sealed class EmbeddedApplicationBuilder
{
    // Longer than the drain itself, so that the drain decides when it is over.
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(15);

    private readonly StartupQuiet _quiet = new();
    private readonly bool _ownsProcess;

    public EmbeddedApplicationBuilder(Arguments arguments)
    {
        _ownsProcess = arguments.OwnsProcess;
        string scriptRoot = ScriptRoot.Find(arguments);
        Web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = scriptRoot,
            EnvironmentName = EnvironmentName(),
        });
        SettingsSources.AddTo(Web.Configuration, scriptRoot, Web.Environment.EnvironmentName, arguments);
        Web.Host.UseDefaultServiceProvider(static (context, options) =>
            options.ValidateScopes = options.ValidateOnBuild = context.HostingEnvironment.IsDevelopment());
        HostLogging.AddTo(Web.Logging, Web.Configuration);
        if (_ownsProcess)
        {
            Web.Logging.AddFilter(StartupQuiet.Category, level => level >= LogLevel.Warning && _quiet.IsOver);
        }


        Web.Services.AddOptions();
        Web.Services.TryAddSingleton(TimeProvider.System);
        Web.Services.AddSingleton(arguments);
        Web.Services.AddSingleton(Pipeline);
        Web.Services.AddSingleton<FunctionInvoker>();
        Web.Services.AddSingleton<HostSettings>();
        Web.Services.AddHostedService<TriggerService>();
        Web.Services.Configure<ConsoleLifetimeOptions>(static options => options.SuppressStatusMessages = true);
        Web.Services.AddOptions<HostOptions>().Configure<HostSettings>(static (options, settings) =>
            options.ShutdownTimeout = settings.DrainLimit + ShutdownMargin);
        Web.Services.Configure<JsonSerializerOptions>(static options => options.PropertyNameCaseInsensitive = true);
        Web.Services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>(static (options, json) =>
            options.Serializer ??= new JsonObjectSerializer(json.Value));
    }

    public WebApplicationBuilder Web { get; }

    public MiddlewarePipeline Pipeline { get; } = new();

    public IHost Build()
    {
        FunctionIndex index = new(new HostSettings(Web.Configuration));
        Web.Services.AddSingleton(index);
        foreach (Type host in index.TriggerHosts)
        {
            Web.Services.AddSingleton(typeof(ITriggerHost), host);
        }

        Web.Services.TryAddSingleton<IServer, NoServer>();
        WebApplication application = Web.Build();
        foreach (IWebPart part in application.Services.GetServices<ITriggerHost>().OfType<IWebPart>())
        {
            part.AddTo(application);
        }

        return new EmbeddedApplication(application, _ownsProcess, _quiet);
    }

    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environments.Production;
}
