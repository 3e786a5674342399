using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>Requests that no honest client sends, written to the socket byte by byte where a client library would not let them out.</summary>
[Collection(AppCollection.Name)]
public sealed class HostileRequestTests(RunningApp app)
{
    /// <summary>Two lengths, or a length hidden from one of two servers, make one request look like two.</summary>
    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nContent-Length: 60", "{}")]
    [InlineData("Content-Length: 2, 60", "{}")]
    [InlineData("Content-Length : 2", "{}")]
    [InlineData("Content-Length: 2\r\n Folded: yes", "{}")]
    [InlineData("Content-Length: 2\r\nX: a\0b", "{}")]
    public async Task Request_ThatCouldBeReadAsTwo_IsNotAnsweredTwice(string headers, string body)
    {
        string answer = await TalkAsync(
            $"POST /api/surveys/smuggled HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        // Refused; or taken as one request, after which the connection ends.
        Assert.Equal(1, Answers(answer));
        Assert.DoesNotContain("\"engine\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Typeform-Signature: {0}\r\nTypeform-Signature: sha256=AAAA")]
    [InlineData("Typeform-Signature: sha256=AAAA\r\nTypeform-Signature: {0}")]
    [InlineData("Typeform-Signature: sha256=AAAA, {0}")]
    [InlineData("Typeform_Signature: {0}")]
    [InlineData("X-Typeform-Signature: {0}")]
    public async Task Signature_GivenTwiceOrUnderAnotherName_IsNone(string headers)
    {
        string body = Typeform.Body("token-of-smuggling", 9);
        string signature = "sha256=" + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningApp.TypeformSecret), Encoding.UTF8.GetBytes(body)));

        string answer = await TalkAsync(
            $"POST /api/surveys/typeform HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers.Replace("{0}", signature, StringComparison.Ordinal)}\r\n\r\n{body}");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/../../etc/passwd HTTP/1.1\r\nHost: x")]
    [InlineData("GET /api/surveys/%2e%2e%2f%2e%2e%2fhealth HTTP/1.1\r\nHost: x")]
    [InlineData("GET http://elsewhere.example/api/health HTTP/1.1\r\nHost: x")]
    [InlineData("GET /api/health HTTP/1.1")]
    [InlineData("GET /api/health HTTP/9.9\r\nHost: x")]
    [InlineData("POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999")]
    [InlineData("POST /api/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: -1")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    public async Task Request_OfRubbish_NeverGets500(string head)
    {
        string answer = await TalkAsync($"{head}\r\nConnection: close\r\n\r\n");

        Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_LargerThanAnyonesAndLongerThanAnyAddress_AreRefused()
    {
        string many = string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n"));
        string large = $"X: {new string('y', 64 * 1024)}\r\n";

        Assert.StartsWith("HTTP/1.1 431 ", await TalkAsync($"GET /api/health HTTP/1.1\r\nHost: x\r\n{many}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await TalkAsync($"GET /api/health HTTP/1.1\r\nHost: x\r\n{large}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await TalkAsync($"GET /api/health?{new string('y', 64 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_ThatSendAByteNowAndThen_HoldUpNobodyAndStoreNothing()
    {
        string program = RunningApp.NewProgram();
        List<TcpClient> slow = [];
        for (int i = 0; i < 60; i++)
        {
            TcpClient client = new();
            await client.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
            string head = $"POST /api/surveys/slow?program={program} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? head[..50] : head + "\r\n{\"nps\":"));
            slow.Add(client);
        }

        using HttpResponseMessage answer = await app.PostAsync($"api/surveys/quick?program={program}", """{"id":"1","nps":9,"submitted_at":"2026-11-02T09:15:00Z"}""");
        string ended = await ReadAsync(slow[1].GetStream());
        slow.ForEach(c => c.Dispose());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.DoesNotContain("HTTP/1.1 2", ended, StringComparison.Ordinal);
        JsonElement total = await app.CountedAsync(program, 1);
        Assert.Equal(1, total.GetProperty("promoters").GetInt64());
    }

    /// <summary>Text that turns around, ends strings elsewhere, is half a character, or starts a formula.</summary>
    [Fact]
    public async Task Webhook_OfTextsThatPlayTricks_IsCountedAndComesOutSound()
    {
        string program = RunningApp.NewProgram();
        string[] tricks = ["\\u202Egnp.exe", "a\\u0000b", "\\ud800", "\\udc00\\ud800", "=HYPERLINK(\\\"http://evil.example\\\")", "\\uFEFF\\u200B", "\\\"|'&<script>", "../../x", "x|y|z", "+1", "@SUM(A1)", "-2+3"];
        for (int i = 0; i < tricks.Length; i++)
        {
            using HttpResponseMessage answer = await app.PostAsync(
                $"api/surveys/tricks?program={program}",
                $$"""{"id":"t-{{i}}{{tricks[i]}}","nps":9,"comment":"{{tricks[i]}} said {{tricks[i]}}","touchpoint":"{{tricks[i]}}","channel":"{{tricks[i]}}","customer_id":"{{tricks[i]}}","submitted_at":"2026-11-02T09:15:00Z"}""");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal(1, (await RunningApp.JsonAsync(answer)).GetProperty("accepted").GetInt32());
        }

        await app.CountedAsync(program, tricks.Length);
        using HttpResponseMessage json = await app.Client.GetAsync(new Uri($"api/metrics?program={program}&by=touchpoint", UriKind.Relative));
        string csv = await app.Client.GetStringAsync(new Uri($"api/metrics?program={program}&by=touchpoint&format=csv", UriKind.Relative));
        Assert.True((await RunningApp.JsonAsync(json)).GetProperty("rows").GetArrayLength() > 5);
        Assert.DoesNotContain('\0', csv);
        // A spreadsheet that opens the file must not take a value for a formula.
        Assert.DoesNotContain(csv.Split('\n'), line => line.Split(',').Any(cell => cell.TrimStart('"') is ['=' or '@', ..] or ['+' or '-', not (>= '0' and <= '9'), ..]));
    }

    private async Task<string> TalkAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAsync(stream);
    }

    /// <summary>All that comes until the other side ends it, or falls silent behind an answer.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                using CancellationTokenSource limit = new(all.Length > 0 ? TimeSpan.FromSeconds(3) : TimeSpan.FromMinutes(2), TimeProvider.System);
                int read = await stream.ReadAsync(buffer, limit.Token);
                if (read == 0)
                {
                    break;
                }

                all.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && all.Length > 0))
        {
            // Reset is an end too, and an answer may leave the connection open.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static int Answers(string all) => all.Split("HTTP/1.1 ").Length - 1;
}
