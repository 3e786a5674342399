using System.Net;

namespace Azure.Data.Tables;

/// <summary>
/// The address of an account's table service, taken apart. The account is the first label of the host
/// (<c>https://account.table.core.windows.net</c>), or the first segment of the path where the host is an IP address
/// or loopback, as with the emulator (<c>http://127.0.0.1:10002/account</c>). A table may follow.
/// </summary>
internal static class TableEndpoint
{
    public static string? AccountOf(Uri endpoint)
    {
        if (IsPathStyle(endpoint))
        {
            return Segments(endpoint).FirstOrDefault();
        }

        int dot = endpoint.Host.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : endpoint.Host[..dot];
    }

    /// <summary>The table that the address names after the account; null when it names none.</summary>
    public static string? TableOf(Uri endpoint)
    {
        string[] segments = Segments(endpoint);
        int before = IsPathStyle(endpoint) ? 1 : 0;
        return segments.Length > before ? segments[^1] : null;
    }

    /// <summary>The same address, query kept, without the table.</summary>
    public static Uri WithoutTable(Uri endpoint, string table)
    {
        if (!string.Equals(TableOf(endpoint), table, StringComparison.OrdinalIgnoreCase))
        {
            return endpoint;
        }

        UriBuilder builder = new(endpoint);
        builder.Path = string.Join('/', Segments(endpoint)[..^1]);
        return builder.Uri;
    }

    /// <summary>The address of the table, without a query.</summary>
    public static Uri WithTable(Uri endpoint, string table)
    {
        UriBuilder builder = new(endpoint) { Query = string.Empty };
        builder.Path = $"{builder.Path.TrimEnd('/')}/{table}";
        return builder.Uri;
    }

    private static string[] Segments(Uri endpoint) => endpoint.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsPathStyle(Uri endpoint) => endpoint.IsLoopback || IPAddress.TryParse(endpoint.Host, out _);
}
