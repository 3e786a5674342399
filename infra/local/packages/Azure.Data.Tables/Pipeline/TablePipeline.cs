using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>Builds the pipeline of a client for each way to authorize.</summary>
internal static class TablePipeline
{
    public static HttpPipeline Build(TableClientOptions options, HttpPipelinePolicy? authorization)
    {
        HttpPipelineOptions pipeline = new(options)
        {
            ResponseClassifier = new ResponseClassifier(),
            RequestFailedDetailsParser = TableFailureParser.Instance,
        };
        if (authorization is not null)
        {
            pipeline.PerRetryPolicies.Add(authorization);
        }

        return HttpPipelineBuilder.Build(pipeline);
    }

    public static HttpPipelinePolicy? KeyOrSignature(TableConnectionString connection) =>
        connection.Credential is null ? Signature(connection.Endpoint) : new TableSharedKeyPolicy(connection.Credential);

    /// <summary>The signature in the query of an address; null when it has none.</summary>
    public static HttpPipelinePolicy? Signature(Uri endpoint) =>
        endpoint.Query.Length > 1 ? new TableSasPolicy(new AzureSasCredential(endpoint.Query)) : null;

    public static HttpPipelinePolicy Token(TokenCredential credential, TableClientOptions options) =>
        new BearerTokenAuthenticationPolicy(credential, (options.Audience ?? TableAudience.AzurePublicCloud).Scope());

    /// <summary>A signature is a secret: it may travel in the clear to this machine alone.</summary>
    public static void ThrowIfInTheClear(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback)
        {
            throw new ArgumentException("Cannot use a SAS token credential without HTTPS.", nameof(endpoint));
        }
    }
}
