using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CxFunnel.Azure;

/// <summary>Counts every call that reaches storage, retries included: that is what an account is billed for.</summary>
internal sealed class StorageMetrics : HttpPipelineSynchronousPolicy
{
    private static readonly Meter Meter = new("CxFunnel.Storage");

    private static readonly Counter<long> Transactions = Meter.CreateCounter<long>(
        "cxfunnel.storage.transactions", "{transaction}", "Calls to the storage account, by method; retries count.");

    public override void OnSendingRequest(HttpMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Transactions.Add(1, new KeyValuePair<string, object?>("http.request.method", message.Request.Method.Method));
    }
}
