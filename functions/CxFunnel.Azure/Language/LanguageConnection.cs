using Azure;
using Azure.AI.TextAnalytics;
using Azure.Identity;
using CxFunnel.Pipeline.Analyze.Cloud;

namespace CxFunnel.Azure.Language;

/// <summary>Connects to the language resource of the settings.</summary>
public static class LanguageConnection
{
    /// <exception cref="InvalidOperationException">There is no endpoint, or the key would travel unencrypted.</exception>
    public static TextAnalyticsClient Client(LanguageOptions settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Uri endpoint = settings.Endpoint ?? throw new InvalidOperationException("Language__Endpoint is not set.");
        if (endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback)
        {
            throw new InvalidOperationException("Language__Endpoint must be an https address: texts and the key travel to it.");
        }

        TextAnalyticsClientOptions options = new();
        // Waiting and giving up are decided by the caller; the client's own policy would sleep as long as an answer tells it to.
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = settings.Timeout;
        // Bodies are texts; none of that belongs in a log.
        options.Diagnostics.IsLoggingContentEnabled = false;
        return settings.Key is { Length: > 0 } key
            ? new TextAnalyticsClient(endpoint, new AzureKeyCredential(key), options)
            : new TextAnalyticsClient(endpoint, new DefaultAzureCredential(), options);
    }
}
