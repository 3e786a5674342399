using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
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

    /// <summary>The Functions host gives them the service's default of seven days.</summary>
    [Fact]
    public async Task Keep_OfMessagesThatWouldExpire_HasEachStayOnceToTheByte()
    {
        string queue = SharedAzurite.UniqueName("kept");
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        QueueClient poison = new((await SharedAzurite.GetAsync()).ConnectionString, $"{queue}-poison", options);
        await poison.CreateAsync();
        string[] bodies = [.. Enumerable.Range(0, 40).Select(i => $"message {i} é")];
        foreach (string body in bodies)
        {
            await poison.SendMessageAsync(body);
        }

        await poison.SendMessageAsync("stays anyway", timeToLive: TimeSpan.FromSeconds(-1));

        Assert.Equal(41, await pipeline.Get<IPoisonQueues>().KeepAsync(queue, CancellationToken.None));

        List<QueueMessage> kept = [];
        while ((await poison.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            kept.AddRange(messages);
        }

        Assert.Equal(bodies.Order(StringComparer.Ordinal), kept.Select(m => m.Body.ToString()).Order(StringComparer.Ordinal));
        Assert.All(kept, m => Assert.Equal(9999, m.ExpiresOn!.Value.Year));
        Assert.Equal(41, (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task PutBack_WhereNothingEverFailed_IsNone() =>
        Assert.Equal(0, await pipeline.Get<IPoisonQueues>().PutBackAsync(SharedAzurite.UniqueName("fine"), CancellationToken.None));
}
