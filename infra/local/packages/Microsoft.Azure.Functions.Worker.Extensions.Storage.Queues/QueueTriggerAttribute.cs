using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Storage.Queues;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each message of a queue.</summary>
[TriggerHost(typeof(QueueTriggerHost))]
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    public QueueTriggerAttribute(string queueName)
    {
        QueueName = queueName;
    }

    /// <summary>May hold settings as <c>%Name%</c>.</summary>
    public string QueueName { get; }

    /// <summary>The setting that says where the storage account is; <c>AzureWebJobsStorage</c> when null.</summary>
    public string? Connection { get; set; }
}
