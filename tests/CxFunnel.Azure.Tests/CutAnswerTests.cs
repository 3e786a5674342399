using System.Net;
using System.Net.Sockets;
using System.Text;
using CxFunnel.Azure.Blobs;
using CxFunnel.Azure.Queues;
using CxFunnel.Azure.Tables;
using CxFunnel.LocalStorage;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Tests;

/// <summary>A service whose connection ends in the middle of every answer, or is reset there.</summary>
public sealed class CutAnswerTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StorageConnection _connection;

    public CutAnswerTests()
    {
        _listener.Start();
        Uri service = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/devstoreaccount1");
        _connection = new StorageConnection { ConnectionString = Azurite.ConnectionStringFor(service, service, service) };
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_AnswerCutShort_IsUnavailable(bool isReset)
    {
        _ = ServeAsync(isReset);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => new AzureTableStore(_connection).FindAsync("t", "p", "r", CancellationToken.None));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => new AzureMessageQueue(_connection).SendAsync("q", new byte[1], TimeSpan.Zero, CancellationToken.None));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => new AzureBlobStore(_connection).OpenAsync("c", "b", CancellationToken.None));
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(bool isReset)
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptSocketAsync();
                await client.ReceiveAsync(new byte[64 * 1024]);
                await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 500\r\n\r\n<?xml"));
                // Time for the client to begin with the body.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                client.LingerState = new LingerOption(isReset, seconds: 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
