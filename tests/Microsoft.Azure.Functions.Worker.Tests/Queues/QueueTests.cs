using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Queues;

public sealed class QueueTests
{
    [Fact]
    public async Task Message_FunctionEnds_RunsOnceAndIsDeleted()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        await queue.SendMessageAsync("one");
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["TakeText"], settings, b => b.Services.AddSingleton(probe));

        await probe.WaitAsync();

        await Eventually.IsTrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.Equal("one", Assert.Single(probe.Seen));
    }

    [Fact]
    public async Task Message_FunctionAlwaysThrows_RunsFiveTimesThenIsInPoisonQueueAsItCame()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = _ => throw new InvalidOperationException("no") };
        await queue.SendMessageAsync("bad");
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["TakeText"], settings, b => b.Services.AddSingleton(probe));
        QueueClient poison = new((await CxFunnel.Testing.Storage.SharedAzurite.GetAsync()).ConnectionString, queue.Name + "-poison", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

        await probe.WaitAsync(5);

        PeekedMessage? poisoned = null;
        await Eventually.IsTrueAsync(async () => await poison.ExistsAsync() && (poisoned = (await poison.PeekMessageAsync()).Value) is not null);
        await Eventually.IsTrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.Equal("bad", poisoned!.Body.ToString());
        Assert.Equal(5, probe.Seen.Count);
    }
}
