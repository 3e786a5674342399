using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Where the host listens and what it takes.</summary>
internal sealed class HttpSettings
{
    /// <summary>The port of Core Tools.</summary>
    private const int DefaultPort = 7071;

    /// <summary>The limit of Azure's host, and the setting that changes it there.</summary>
    private const long DefaultMaxRequestBodyBytes = 104_857_600;
    private const string MaxRequestBodySetting = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

    private readonly string _host;
    private readonly int _port;

    /// <exception cref="FunctionSetupException">A setting is out of range, or opens the host to the network without a key.</exception>
    public HttpSettings(HostSettings settings, Arguments arguments, FunctionKeys keys)
    {
        IConfiguration configuration = settings.Configuration;
        BindingAddress? urls = FirstUrl(configuration["ASPNETCORE_URLS"]);
        _host = arguments.Host ?? urls?.Host ?? "127.0.0.1";
        _port = Port(arguments.Port, "--port")
            ?? Port(configuration["FUNCTIONS_PORT"], "FUNCTIONS_PORT")
            ?? urls?.Port
            ?? Port(settings.Own["localHttpPort"], "Host.LocalHttpPort of local.settings.json")
            ?? DefaultPort;
        if (!IsLoopback(_host) && !keys.AreSet)
        {
            throw new FunctionSetupException(
                $"The host would listen on '{_host}', which others can reach, and no function keys are set. Set FunctionKeys__default (and FunctionKeys__master), or leave out --host.");
        }

        RoutePrefix = (settings.HostJson["extensions:http:routePrefix"] ?? "api").Trim('/');
        MaxRequestBodyBytes = Bytes(configuration[MaxRequestBodySetting]);
    }

    public string RoutePrefix { get; }

    public long MaxRequestBodyBytes { get; }

    public void Listen(KestrelServerOptions options)
    {
        if (_host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && _port != 0)
        {
            options.ListenLocalhost(_port);
        }
        else if (_host is "*" or "+")
        {
            options.ListenAnyIP(_port);
        }
        else
        {
            options.Listen(Address(_host), _port);
        }
    }

    private static IPAddress Address(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) ? address
        : throw new FunctionSetupException($"--host '{host}' is neither an IP address nor 'localhost'.");

    private static bool IsLoopback(string host) =>
        host is not ("*" or "+") && IPAddress.IsLoopback(Address(host));

    private static BindingAddress? FirstUrl(string? urls)
    {
        string? first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        if (first is null)
        {
            return null;
        }

        try
        {
            BindingAddress address = BindingAddress.Parse(first);
            return address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase)
                ? address
                : throw new FunctionSetupException($"ASPNETCORE_URLS begins with '{first}'; this host serves plain HTTP only.");
        }
        catch (FormatException e)
        {
            throw new FunctionSetupException($"ASPNETCORE_URLS begins with '{first}', which is not an address.", e);
        }
    }

    private static int? Port(string? text, string name)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new FunctionSetupException($"{name} is '{text}'; a port is a number from 0 (any free one) to {IPEndPoint.MaxPort}.");
    }

    private static long Bytes(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return DefaultMaxRequestBodyBytes;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && bytes > 0
            ? bytes
            : throw new FunctionSetupException($"{MaxRequestBodySetting} is '{text}'; it must be a whole number of bytes above 0.");
    }
}
