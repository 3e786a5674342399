using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CxFunnel.Testing.Storage;
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
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        await probe.WaitAsync();

        await IsEmptyAsync(queue);
        Assert.Equal("one", Assert.Single(probe.Seen));
    }

    [Fact]
    public async Task Message_FunctionThrowsOnce_RunsAgainWithTheNextDequeueCount()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        probe.Gate = _ => probe.Seen.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        SendReceipt receipt = await queue.SendMessageAsync("again");
        await using EmbeddedApp app = await StartAsync("TakeData", settings, probe);

        await probe.WaitAsync(2);

        await IsEmptyAsync(queue);
        Assert.Equal([("again", receipt.MessageId, 1L), ("again", receipt.MessageId, 2L)], probe.Seen.Cast<(string, string, long)>());
    }

    [Fact]
    public async Task Message_FunctionThrows_StaysHiddenForTheVisibilityTimeout()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = _ => throw new InvalidOperationException("no") };
        await queue.SendMessageAsync("later");
        await using EmbeddedApp app = await StartAsync("TakeText", [.. settings, "AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:10:00"], probe);

        await probe.WaitAsync();

        await Eventually.IsTrueAsync(() => Task.FromResult(app.Log.Text.Contains("run 1 of 5", StringComparison.Ordinal)));
        await Task.Delay(TimeSpan.FromMilliseconds(600));
        Assert.Single(probe.Seen);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Message_FunctionAlwaysThrows_RunsFiveTimesThenIsInThePoisonQueueAsItCame()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = _ => throw new InvalidOperationException("no") };
        await queue.SendMessageAsync("bad");
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        await probe.WaitAsync(5);

        Assert.Equal("bad", await PoisonedAsync(queue, QueueMessageEncoding.Base64));
        await IsEmptyAsync(queue);
        Assert.Equal(5, probe.Seen.Count);
    }

    [Fact]
    public async Task Message_HostsDiedOnItFiveTimes_GoesToThePoisonQueueWithoutARun()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        await queue.SendMessageAsync("deadly");
        for (int death = 0; death < 5; death++)
        {
            QueueMessage message = await queue.ReceiveMessageAsync();
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        Assert.Equal("deadly", await PoisonedAsync(queue, QueueMessageEncoding.Base64));
        await IsEmptyAsync(queue);
        Assert.Empty(probe.Seen);
    }

    [Fact]
    public async Task Message_PlainTextWhereBase64IsExpected_GoesToThePoisonQueueVerbatimWithoutARun()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        QueueClient plain = new((await SharedAzurite.GetAsync()).ConnectionString, queue.Name);
        Probe probe = new();
        await plain.SendMessageAsync("not base64!");
        await queue.SendMessageAsync("good");
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        await probe.WaitAsync();

        Assert.Equal("not base64!", await PoisonedAsync(queue, QueueMessageEncoding.None));
        await IsEmptyAsync(queue);
        Assert.Equal(["good"], probe.Seen);
        Assert.DoesNotContain("not base64!", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_EncodingNone_ArrivesAsItIs()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync(isBase64: false);
        Probe probe = new();
        await queue.SendMessageAsync("""{"plain":"<&é>"}""");
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        await probe.WaitAsync();

        Assert.Equal(["""{"plain":"<&é>"}"""], probe.Seen);
    }

    [Fact]
    public async Task Message_Base64_BindsBytesExactly()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static b => (byte)b)];
        await queue.SendMessageAsync(BinaryData.FromBytes(bytes));
        await using EmbeddedApp app = await StartAsync("TakeBytes", settings, probe);

        await probe.WaitAsync();

        Assert.Equal(bytes, Assert.IsType<byte[]>(Assert.Single(probe.Seen)));
    }

    [Fact]
    public async Task Message_JsonInAnyCase_BindsARecord()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        await queue.SendMessageAsync("""{"NAME":"box","weight":3}""");
        await using EmbeddedApp app = await StartAsync("TakeParcel", settings, probe);

        await probe.WaitAsync();

        Assert.Equal(new Parcel("box", 3), Assert.Single(probe.Seen));
    }

    [Fact]
    public async Task Message_NotJson_IsPoisonedAndNeverLogged()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        await queue.SendMessageAsync("""{"name":"secretword","weight":"heavysecret"}""");
        await using EmbeddedApp app = await StartAsync("TakeParcel", settings, probe);

        await PoisonedAsync(queue, QueueMessageEncoding.Base64);

        Assert.Empty(probe.Seen);
        Assert.Contains("TakeParcel", app.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_AsQueueMessage_HasItsDecodedBodyAndItsId()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new();
        SendReceipt receipt = await queue.SendMessageAsync("whole");
        await using EmbeddedApp app = await StartAsync("TakeMessage", settings, probe);

        await probe.WaitAsync();

        QueueMessage message = Assert.IsType<QueueMessage>(Assert.Single(probe.Seen));
        Assert.Equal(("whole", receipt.MessageId, 1L), (message.Body.ToString(), message.MessageId, message.DequeueCount));
    }

    [Fact]
    public async Task Batches_FunctionsHeldUp_NeverMoreThanBatchSizeAndThresholdAtOnce()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        using SemaphoreSlim gate = new(0);
        Probe probe = new() { Gate = gate.WaitAsync };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => queue.SendMessageAsync($"{number}")));
        await using EmbeddedApp app = await StartAsync(
            "TakeText", [.. settings, "AzureFunctionsJobHost:extensions:queues:batchSize=4", "AzureFunctionsJobHost:extensions:queues:newBatchThreshold=2"], probe);

        await probe.WaitAsync(4);
        await Task.Delay(TimeSpan.FromMilliseconds(400));
        Assert.Equal(4, probe.Running);

        // Two end, two are left: that is the threshold, and the next four come.
        gate.Release(2);
        await probe.WaitAsync(4);
        await Task.Delay(TimeSpan.FromMilliseconds(400));
        Assert.Equal(6, probe.Running);

        gate.Release(20);
        await probe.WaitAsync(12);
        await IsEmptyAsync(queue);
        Assert.Equal(6, probe.MostRunning);
        Assert.Equal(20, probe.Seen.Distinct().Count());
    }

    [Fact]
    public async Task Batches_FunctionThatBlocksItsThread_DoesNotHoldUpTheOthers()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        using ManualResetEventSlim gate = new();
        Probe probe = new()
        {
            Gate = cancellation =>
            {
                gate.Wait(TimeSpan.FromSeconds(20), cancellation);
                return Task.CompletedTask;
            },
        };
        await queue.SendMessageAsync("one");
        await queue.SendMessageAsync("two");
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);

        await probe.WaitAsync(2);
        Assert.Equal(2, probe.Running);
        gate.Set();

        await IsEmptyAsync(queue);
    }

    [Fact]
    public async Task Lease_FunctionRunsLongerThanIt_IsRenewedSoThatItRunsOnce()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = static cancellation => Task.Delay(TimeSpan.FromSeconds(4.2), cancellation) };
        await queue.SendMessageAsync("long");
        await using EmbeddedApp app = await StartAsync("TakeText", [.. settings, "EmbeddedHost:queueLease=00:00:03"], probe);
        await probe.WaitAsync();

        while (probe.Running > 0)
        {
            Assert.Null((await queue.PeekMessageAsync()).Value);
            await Task.Delay(50);
        }

        await IsEmptyAsync(queue);
        Assert.Single(probe.Seen);
        Assert.DoesNotContain("someone else", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_Missing_IsCreated()
    {
        string name = SharedAzurite.UniqueName("missing");
        string connection = (await SharedAzurite.GetAsync()).ConnectionString;
        Probe probe = new();
        await using EmbeddedApp app = await StartAsync("TakeText", [$"AzureWebJobsStorage={connection}", $"TestQueue={name}"], probe);

        QueueClient queue = new(connection, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.SendMessageAsync("there");

        await probe.WaitAsync();
    }

    [Fact]
    public async Task TwoHosts_OneQueue_ShareItAndRunEachMessageOnce()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        settings.Add("AzureFunctionsJobHost:extensions:queues:batchSize=4");
        TaskCompletionSource bothWork = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe first = new() { Gate = bothWork.Task.WaitAsync };
        Probe second = new() { Gate = bothWork.Task.WaitAsync };
        await Task.WhenAll(Enumerable.Range(0, 80).Select(number => queue.SendMessageAsync($"{number}")));

        await using EmbeddedApp one = await StartAsync("TakeText", settings, first);
        await using EmbeddedApp two = await StartAsync("TakeText", settings, second);
        await first.WaitAsync();
        await second.WaitAsync();
        bothWork.SetResult();
        await IsEmptyAsync(queue);

        Assert.Equal(80, first.Seen.Count + second.Seen.Count);
        Assert.Equal(80, first.Seen.Concat(second.Seen).Distinct().Count());
    }

    [Fact]
    public async Task Stop_FunctionEndsInTime_IsWaitedForAndItsMessageDeleted()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = static cancellation => Task.Delay(TimeSpan.FromMilliseconds(700), cancellation) };
        await queue.SendMessageAsync("almost");
        await using EmbeddedApp app = await StartAsync("TakeText", settings, probe);
        await probe.WaitAsync();

        await app.StopAsync();

        Assert.Equal(0, probe.Running);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Stop_FunctionDoesNotEndInTime_IsCancelledAndItsMessageIsVisibleAtOnce()
    {
        (QueueClient queue, List<string> settings) = await EmbeddedApp.QueueAsync();
        Probe probe = new() { Gate = static cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation) };
        await queue.SendMessageAsync("unfinished");
        await using EmbeddedApp app = await StartAsync("TakeText", [.. settings, "EmbeddedHost:drainLimit=00:00:00.3"], probe);
        await probe.WaitAsync();

        await app.StopAsync();

        Assert.Equal(0, probe.Running);
        QueueMessage message = await queue.ReceiveMessageAsync();
        Assert.Equal(("unfinished", 2L), (message.Body.ToString(), message.DequeueCount));
    }

    [Fact]
    public async Task Storage_NotThereAtFirst_DoesNotKeepTheHostFromStarting()
    {
        const string nowhere = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;";
        await using EmbeddedApp app = await StartAsync("TakeText", [$"AzureWebJobsStorage={nowhere}", "TestQueue=never"], new Probe());

        Assert.Contains("did not answer as it should", app.Log.Text, StringComparison.Ordinal);
    }

    private static Task<EmbeddedApp> StartAsync(string function, IReadOnlyList<string> settings, Probe probe) =>
        EmbeddedApp.StartAsync([function], settings, builder => builder.Services.AddSingleton(probe));

    private static Task IsEmptyAsync(QueueClient queue) =>
        Eventually.IsTrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);

    private static async Task<string> PoisonedAsync(QueueClient queue, QueueMessageEncoding encoding)
    {
        QueueClient poison = new(
            (await SharedAzurite.GetAsync()).ConnectionString, queue.Name + "-poison", new QueueClientOptions { MessageEncoding = encoding });
        PeekedMessage? message = null;
        await Eventually.IsTrueAsync(async () => await poison.ExistsAsync() && (message = (await poison.PeekMessageAsync()).Value) is not null);
        return message!.Body.ToString();
    }
}
