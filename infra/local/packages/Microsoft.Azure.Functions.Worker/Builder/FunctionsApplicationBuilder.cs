using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly EmbeddedApplicationBuilder _embedded;
    private readonly bool _ownsProcess;
    private bool _hasBuilt;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        Arguments arguments = Arguments.Parse(args ?? []);
        _ownsProcess = arguments.OwnsProcess;
        _embedded = SetupFailure.Run(_ownsProcess, () => new EmbeddedApplicationBuilder(arguments));
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)Web).Properties;

    public ConfigurationManager Configuration => Web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHostEnvironment Environment => Web.Environment;

    public ILoggingBuilder Logging => Web.Logging;

    public IMetricsBuilder Metrics => Web.Metrics;

    public IServiceCollection Services => Web.Services;

    internal WebApplicationBuilder Web => _embedded.Web;

    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public IHost Build()
    {
        ThrowIfBuilt();
        _hasBuilt = true;
        return SetupFailure.Run(_ownsProcess, _embedded.Build);
    }

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)Web).ConfigureContainer(factory, configure);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The app was built before.</exception>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ThrowIfBuilt();
        _embedded.Pipeline.Add(middleware);
        return this;
    }

    private void ThrowIfBuilt()
    {
        if (_hasBuilt)
        {
            throw new InvalidOperationException("The application has already been built.");
        }
    }
}
