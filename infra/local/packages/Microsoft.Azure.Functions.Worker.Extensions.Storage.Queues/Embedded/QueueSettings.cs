using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>The section <c>extensions.queues</c> of host.json, with the defaults of Azure's host.</summary>
internal sealed class QueueSettings
{
    /// <summary>The service hands out at most 32 messages at a time.</summary>
    private const int MostMessages = 32;

    private static readonly TimeSpan LongestVisibility = TimeSpan.FromDays(7);

    /// <exception cref="FunctionSetupException">A value is out of range.</exception>
    public QueueSettings(HostSettings settings)
    {
        IConfigurationSection queues = settings.HostJson.GetSection("extensions:queues");
        BatchSize = HostSettings.Number(queues, "batchSize", 16, 1, MostMessages);
        NewBatchThreshold = HostSettings.Number(queues, "newBatchThreshold", BatchSize / 2, 0, 1000);
        MaxPollingInterval = HostSettings.Span(queues, "maxPollingInterval", TimeSpan.FromMinutes(1), MinPollingInterval, TimeSpan.FromHours(1));
        RetryVisibility = HostSettings.Span(queues, "visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero, LongestVisibility);
        MaxDequeueCount = HostSettings.Number(queues, "maxDequeueCount", 5, 1, 1000);
        IsBase64 = (queues["messageEncoding"] ?? "base64").ToUpperInvariant() switch
        {
            "BASE64" => true,
            "NONE" => false,
            _ => throw new FunctionSetupException($"'{queues.Path}:messageEncoding' is '{queues["messageEncoding"]}'; it must be base64 or none."),
        };
        Lease = HostSettings.Span(settings.Own, "queueLease", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), LongestVisibility);
    }

    public static TimeSpan MinPollingInterval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many messages one request asks for. 1..32, default 16.</summary>
    public int BatchSize { get; }

    /// <summary>The next request is made when no more than this many messages are being worked on. Default half of <see cref="BatchSize"/>.</summary>
    public int NewBatchThreshold { get; }

    /// <summary>The longest wait between two looks at an empty queue. Default 1 min.</summary>
    public TimeSpan MaxPollingInterval { get; }

    /// <summary>How long a message stays hidden after a failed run. Default 0.</summary>
    public TimeSpan RetryVisibility { get; }

    /// <summary>How many runs a message gets before it goes to the poison queue. Default 5.</summary>
    public int MaxDequeueCount { get; }

    public bool IsBase64 { get; }

    /// <summary>
    /// How long a message is hidden while a function works on it; renewed at half of it. Azure's host takes 10 min; here 30 s, so that
    /// what a killed host held is soon worked on again.
    /// </summary>
    public TimeSpan Lease { get; }
}
