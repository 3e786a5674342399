using System.Diagnostics.CodeAnalysis;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>The configured root of a tool's API: the only place that its token is ever sent to.</summary>
internal static class ApiAddress
{
    /// <param name="address">With or without a slash at its end.</param>
    /// <param name="root">Ends with a slash, so that paths are added below it.</param>
    /// <returns>False unless it is https, or http to this machine, and nothing but a host and a path.</returns>
    public static bool TryParse(string address, [NotNullWhen(true)] out Uri? root)
    {
        root = null;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out Uri? parsed)
            || !(parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback))
            || parsed.Query.Length > 0 || parsed.Fragment.Length > 0 || parsed.UserInfo.Length > 0)
        {
            return false;
        }

        root = parsed;
        return true;
    }
}
