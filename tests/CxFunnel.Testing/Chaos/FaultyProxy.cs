using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CxFunnel.Testing.Chaos;

/// <summary>
/// Stands between an app and one service of its storage account and lets requests go wrong. Everything passes byte for byte, the
/// Host header included: a signature covers the account and the path, and neither changes.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1.5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _storage;
    private readonly ProxyFaults _faults;
    private readonly Task _accepting;
    private long _counted;

    /// <param name="storage">The service's endpoint, account included.</param>
    /// <param name="faults">Decides about each request.</param>
    public FaultyProxy(Uri storage, ProxyFaults faults)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _faults = faults;
        _listener.Start();
        Address = new UriBuilder(storage) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The service's endpoint as the app is told it.</summary>
    public Uri Address { get; }

    /// <summary>Whether it is the table service that stands behind this proxy: its errors are JSON, those of the others XML.</summary>
    public bool IsTable { get; init; }

    /// <summary>By its start line: which requests are counted where they are carried out; null for none.</summary>
    public Func<string, bool>? IsCounted { get; init; }

    /// <summary>Those that storage has answered, whoever heard of it.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token);
                _ = ServeAsync(client, _end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellation)
    {
        using Connection fromApp = new(client);
        Connection? toStorage = null;
        try
        {
            while (await fromApp.Messages.RequestAsync(cancellation) is { } request)
            {
                (ProxyFault fault, double extent) = _faults.Next();
                switch (fault)
                {
                    case ProxyFault.RequestDropped:
                        await Task.Delay(LongestDelay * extent, TimeProvider.System, cancellation);
                        return;
                    case ProxyFault.Reset:
                        // Lingering for no time makes the end a reset.
                        client.LingerState = new LingerOption(enable: true, seconds: 0);
                        return;
                    case ProxyFault.DoneLate:
                        fromApp.Dispose();
                        await Task.Delay(LongestDelay * extent, TimeProvider.System, cancellation);
                        break;
                    case ProxyFault.Delayed:
                        await Task.Delay(LongestDelay * extent, TimeProvider.System, cancellation);
                        break;
                    case ProxyFault.Busy:
                        await fromApp.Stream.WriteAsync(Busy(request.Method), cancellation);
                        continue;
                }

                HttpMessage? answer = await AskAsync();
                if (answer?.Status is >= 200 and < 300 && IsCounted?.Invoke(request.StartLine) == true)
                {
                    Interlocked.Increment(ref _counted);
                }

                if (answer is null || fault is ProxyFault.ReplyDropped or ProxyFault.DoneLate)
                {
                    return;
                }

                if (fault == ProxyFault.ReplyCut)
                {
                    await fromApp.Stream.WriteAsync(answer.Bytes.AsMemory(0, (int)(answer.Bytes.Length * extent)), cancellation);
                    return;
                }

                await fromApp.Stream.WriteAsync(answer.Bytes, cancellation);

                async Task<HttpMessage?> AskAsync()
                {
                    toStorage ??= await Connection.ToAsync(_storage, cancellation);
                    await toStorage.Stream.WriteAsync(request.Bytes, cancellation);
                    return await toStorage.Messages.AnswerAsync(request.Method, cancellation);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone (the app is killed all the time), and so is this connection.
        }
        finally
        {
            toStorage?.Dispose();
        }
    }

    /// <summary>As the services answer when they are busy.</summary>
    private byte[] Busy(string method)
    {
        const string message = "The server is busy.";
        string body = IsTable
            ? $$"""{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"{{message}}"} } }"""
            : $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>ServerBusy</Code><Message>{message}</Message></Error>""";
        string type = IsTable ? "application/json;odata=minimalmetadata" : "application/xml";
        string head = $"HTTP/1.1 503 Server Busy\r\nContent-Type: {type}\r\nContent-Length: {Encoding.ASCII.GetByteCount(body)}\r\nx-ms-error-code: ServerBusy\r\nx-ms-version: 2021-12-02\r\n\r\n";
        return Encoding.ASCII.GetBytes(method.Equals("HEAD", StringComparison.Ordinal) ? head : head + body);
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket;

        public Connection(Socket socket)
        {
            _socket = socket;
            socket.NoDelay = true;
            Stream = new NetworkStream(socket, ownsSocket: true);
            Messages = new HttpMessages(Stream);
        }

        public NetworkStream Stream { get; }

        public HttpMessages Messages { get; }

        public static async Task<Connection> ToAsync(Uri service, CancellationToken cancellation)
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(service.Host, service.Port, cancellation);
                return new Connection(socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            Stream.Dispose();
            _socket.Dispose();
        }
    }
}
