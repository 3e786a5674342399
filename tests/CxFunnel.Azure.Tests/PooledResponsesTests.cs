using System.Net;
using System.Net.Sockets;
using System.Text;
using CxFunnel.Azure.Tables;
using CxFunnel.LocalStorage;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests;

public sealed class PooledResponsesTests
{
    private const string Table = "pooledresponses";

    [Fact]
    public async Task Read_PageOfManyBlocks_HasEveryByteAndGivesTheMemoryBack()
    {
        StorageConnection connection = new() { ConnectionString = (await SharedAzurite.GetAsync()).ConnectionString };
        AzureTableStore store = new(connection);
        string[] texts = [.. Enumerable.Range(0, 90).Select(i => string.Create(30_000, i, static (text, n) => text.Fill((char)('a' + (n % 26)))) + i)];
        await store.CommitAsync(Table, [.. texts.Select((text, i) => RowChange.Put(new TableRow("p", $"{i:000}") { ["Text"] = text }))], CancellationToken.None);

        for (int again = 0; again < 3; again++)
        {
            List<string> read = [];
            await foreach (TableRow row in store.ReadAsync(Table, "p", RowKeyRange.All, columns: null, CancellationToken.None))
            {
                read.Add(Assert.IsType<string>(row["Text"]));
            }

            Assert.Equal(texts, read);
            Assert.Equal(0, connection.Responses.BytesInUse);
        }

        Assert.True(connection.Responses.BytesKept > texts.Sum(t => t.Length), "The page was read without the pool.");
    }

    [Fact]
    public async Task Read_AnswerCutInItsBody_GivesTheMemoryBack()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Uri service = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/devstoreaccount1");
        StorageConnection connection = new() { ConnectionString = Azurite.ConnectionStringFor(service, service, service) };
        Task serving = CutEveryAnswerAsync(listener);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => new AzureTableStore(connection).FindAsync(Table, "p", "r", CancellationToken.None));

        Assert.Equal(0, connection.Responses.BytesInUse);
        Assert.True(connection.Responses.BytesKept > 0, "Nothing was read before the end.");
        listener.Dispose();
        await serving;
    }

    private static async Task CutEveryAnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptSocketAsync();
                await client.ReceiveAsync(new byte[64 * 1024]);
                await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n" + new string('x', 100_000)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
