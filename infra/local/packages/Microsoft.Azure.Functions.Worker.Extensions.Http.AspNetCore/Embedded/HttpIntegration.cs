using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Adds Kestrel, routing and the results of MVC.</summary>
internal static class HttpIntegration
{
    public static void AddTo(WebApplicationBuilder builder)
    {
        if (builder.Services.Any(static service => service.ServiceType == typeof(HttpSettings)))
        {
            return;
        }

        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddMvcCore();
        builder.Services.AddSingleton<HttpSettings>();
        builder.Services.AddSingleton<FunctionKeys>();
        builder.Services.AddSingleton<ITriggerHost, HttpTriggerHost>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>());
    }

    private sealed class KestrelSetup(HttpSettings settings) : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions options)
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = settings.MaxRequestBodyBytes;
            settings.Listen(options);
        }
    }
}
