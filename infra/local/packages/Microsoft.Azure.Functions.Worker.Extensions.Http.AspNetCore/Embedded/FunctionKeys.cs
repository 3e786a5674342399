using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>
/// The keys that open functions: settings <c>FunctionKeys__NAME</c> for every function, <c>FunctionKeys__FUNCTION__NAME</c> for one,
/// <c>FunctionKeys__master</c> for everything. Without any, every request passes, as with Core Tools.
/// </summary>
internal sealed class FunctionKeys
{
    public const string Section = "FunctionKeys";

    private static readonly string[] MasterNames = ["master", "_master"];

    private readonly byte[][] _master;
    private readonly byte[][] _host;
    private readonly Dictionary<string, byte[][]> _ofFunction = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="FunctionSetupException">A key is empty.</exception>
    public FunctionKeys(HostSettings settings)
    {
        List<IConfigurationSection> sections = [.. settings.Configuration.GetSection(Section).GetChildren()];
        _master = [.. sections.Where(static key => key.Value is not null && IsMaster(key)).Select(Digest)];
        _host = [.. sections.Where(static key => key.Value is not null && !IsMaster(key)).Select(Digest)];
        foreach (IConfigurationSection function in sections.Where(static section => section.Value is null))
        {
            _ofFunction[function.Key] = [.. function.GetChildren().Select(Digest)];
        }

        AreSet = _master.Length + _host.Length + _ofFunction.Count > 0;
    }

    public bool AreSet { get; }

    /// <summary>Whether the request carries a key for a level. The header wins over the query, as on Azure.</summary>
    public bool Allow(HttpRequest request, string function, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous || !AreSet)
        {
            return true;
        }

        StringValues given = request.Headers["x-functions-key"];
        if (StringValues.IsNullOrEmpty(given))
        {
            given = request.Query["code"];
        }

        if (given.Count != 1 || string.IsNullOrEmpty(given[0]))
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given[0]!), digest);
        // No short cut: the time taken says nothing about which key nearly fitted.
        bool allowed = IsOneOf(_master, digest);
        if (level == AuthorizationLevel.Function)
        {
            allowed |= IsOneOf(_host, digest);
            allowed |= _ofFunction.TryGetValue(function, out byte[][]? own) && IsOneOf(own, digest);
        }

        return allowed;
    }

    private static bool IsOneOf(byte[][] keys, ReadOnlySpan<byte> digest)
    {
        bool found = false;
        foreach (byte[] key in keys)
        {
            found |= CryptographicOperations.FixedTimeEquals(key, digest);
        }

        return found;
    }

    private static bool IsMaster(IConfigurationSection key) => MasterNames.Contains(key.Key, StringComparer.OrdinalIgnoreCase);

    private static byte[] Digest(IConfigurationSection key) => string.IsNullOrWhiteSpace(key.Value)
        ? throw new FunctionSetupException($"The function key '{key.Path}' is empty. Give it a value or remove it.")
        : SHA256.HashData(Encoding.UTF8.GetBytes(key.Value));
}
