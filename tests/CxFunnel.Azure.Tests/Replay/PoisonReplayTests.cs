using Azure.Storage.Queues;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Replay;

public sealed class PoisonReplayTests(StoredPipeline pipeline) : IClassFixture<StoredPipeline>
{
    [Fact]
    public async Task PutBack_OfManyMessages_MovesEachOnceToTheByte()
    {
        string queue = SharedAzurite.UniqueName("mended");
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        QueueClient poison = new((await SharedAzurite.GetAsync()).ConnectionString, $"{queue}-poison", options);
        await poison.CreateAsync();
        string[] bodies = [.. Enumerable.Range(0, 70).Select(i => $"message {i} é")];
        foreach (string body in bodies)
        {
            await poison.SendMessageAsync(body);
        }

        int moved = await pipeline.Get<IPoisonQueues>().PutBackAsync(queue, CancellationToken.None);

        QueueClient back = new((await SharedAzurite.GetAsync()).ConnectionString, queue, options);
        List<string> received = [];
        while ((await back.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            received.AddRange(messages.Select(m => m.Body.ToString()));
        }

        Assert.Equal(70, moved);
        Assert.Equal(bodies.Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task PutBack_WhereNothingEverFailed_IsNone() =>
        Assert.Equal(0, await pipeline.Get<IPoisonQueues>().PutBackAsync(SharedAzurite.UniqueName("fine"), CancellationToken.None));
}
