using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>A storage connection string: where the table service is and how to sign.</summary>
/// <param name="Endpoint">The table service; a shared access signature is its query.</param>
/// <param name="Credential">The account's key; null with a shared access signature.</param>
internal sealed record TableConnectionString(Uri Endpoint, TableSharedKeyCredential? Credential)
{
    // Azurite's documented account; a well-known development key, not a secret.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const int DevelopmentPort = 10002;

    /// <exception cref="InvalidOperationException">A part is not name=value, or a name comes twice.</exception>
    /// <exception cref="ArgumentException">The parts do not say where and how.</exception>
    public static TableConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        Dictionary<string, string> parts = Split(connectionString);
        if (parts.GetValueOrDefault("UseDevelopmentStorage") is "true")
        {
            UriBuilder emulator = new(parts.TryGetValue("DevelopmentStorageProxyUri", out string? proxy) ? proxy : "http://127.0.0.1")
            {
                Port = DevelopmentPort,
                Path = DevelopmentAccount,
            };
            return new TableConnectionString(emulator.Uri, new TableSharedKeyCredential(DevelopmentAccount, DevelopmentKey));
        }

        string? account = parts.GetValueOrDefault("AccountName");
        string? key = parts.GetValueOrDefault("AccountKey");
        string? endpoint = parts.GetValueOrDefault("TableEndpoint");
        string? signature = parts.GetValueOrDefault("SharedAccessSignature");
        string? suffix = parts.GetValueOrDefault("EndpointSuffix");
        if (account is not null && key is not null && (endpoint is not null || suffix is not null))
        {
            Uri uri = endpoint is not null
                ? EndpointOf(endpoint)
                : new Uri($"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{suffix}/");
            return new TableConnectionString(uri, new TableSharedKeyCredential(account, key));
        }

        if (endpoint is not null && signature is not null)
        {
            return new TableConnectionString(new UriBuilder(EndpointOf(endpoint)) { Query = signature.TrimStart('?') }.Uri, Credential: null);
        }

        throw new ArgumentException(
            "The connection string names no table service: it needs AccountName and AccountKey with TableEndpoint or EndpointSuffix, " +
            "TableEndpoint with SharedAccessSignature, or UseDevelopmentStorage=true.",
            nameof(connectionString));
    }

    private static Uri EndpointOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        ? uri
        : throw new ArgumentException("TableEndpoint in the connection string is not an absolute address.", nameof(text));

    [SuppressMessage("Globalization", "CA1307:Specify StringComparison for clarity", Justification = "A character is compared as it is.")]
    private static Dictionary<string, string> Split(string connectionString)
    {
        Dictionary<string, string> parts = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=');
            if (equals <= 0)
            {
                throw new InvalidOperationException("The connection string has a part that is not name=value.");
            }

            if (!parts.TryAdd(part[..equals].TrimEnd(), part[(equals + 1)..].TrimStart()))
            {
                throw new InvalidOperationException($"The connection string names {part[..equals]} twice.");
            }
        }

        return parts;
    }
}
