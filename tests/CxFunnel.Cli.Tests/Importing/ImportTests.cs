using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Cli.Tests.Importing;

/// <summary>The real command against an address that answers as the contract says.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string _address;

    public ImportTests()
    {
        _address = Listen(_listener);
    }

    public void Dispose()
    {
        _listener.Close();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_File_IsSentWholeFollowedAndReported()
    {
        string file = _folder.Write("export.csv", string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"row {i}")));
        List<string> requests = [];
        string body = "";
        Queue<string> states = new(
        [
            """{"id":"i1","state":"reading","rows":100,"queued":90,"counted":0,"duplicates":0,"rejected":[]}""",
            """{"id":"i1","state":"counting","rows":5000,"queued":4999,"counted":800,"duplicates":0,"rejected":[]}""",
            """{"id":"i1","state":"done","rows":5000,"queued":4999,"counted":4990,"duplicates":9,"rejectedRows":1,"rejected":[{"row":17,"reason":"has no text"}]}""",
        ]);
        Task serving = ServeAsync(4, context =>
        {
            requests.Add($"{context.Request.HttpMethod} {context.Request.RawUrl} {context.Request.ContentType} {context.Request.Headers["x-functions-key"]}");
            if (context.Request.HttpMethod == "POST")
            {
                body = new StreamReader(context.Request.InputStream).ReadToEnd();
                context.Response.StatusCode = 202;
                context.Response.AddHeader("Location", "/api/imports/i1");
                return "{}";
            }

            return states.Dequeue();
        });

        CxResult result = await CxProcess.RunAsync("import", file, "--program", "shop", "--source", "brandwatch", "--url", _address, "--key", "k1");
        await serving;

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("POST /api/imports?program=shop&source=brandwatch text/csv k1", requests[0]);
        Assert.Equal(await File.ReadAllTextAsync(file), body);
        Assert.Matches(@"export\.csv\s+5,000\s+4,990\s+9\s+1\s+done", result.Output);
        Assert.Contains("export.csv row 17 rejected: has no text", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithWhatTheFileDoesNotSay_PassesItOn()
    {
        string? url = null;
        Task serving = ServeAsync(2, context =>
        {
            url ??= context.Request.RawUrl;
            context.Response.StatusCode = context.Request.HttpMethod == "POST" ? 202 : 200;
            context.Response.AddHeader("Location", "/api/imports/i1");
            return """{"id":"i1","state":"done","rows":1,"queued":1,"counted":1,"duplicates":0,"rejected":[]}""";
        });

        CxResult result = await CxProcess.RunAsync(
            "import", _folder.Write("any.csv", "Was,Wann\n"), "--map", "text:Was,date:Wann", "--time-zone", "Europe/Berlin", "--day-first", "true", "--sheet", "A & B", "--url", _address);
        await serving;

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("/api/imports?map=text%3AWas%2Cdate%3AWann&timeZone=Europe%2FBerlin&dayFirst=true&sheet=A%20%26%20B", url);
    }

    [Fact]
    public async Task ImportDryRun_ForPeople_ShowsTheFirstItemsOfEachFile()
    {
        string rows = string.Concat(Enumerable.Range(1, 9).Select(i => $"2026-11-0{i},text {i}\n"));

        CxResult result = await CxProcess.RunAsync(
            "import", _folder.Write("a.csv", "date,comment\n" + rows), _folder.Write("b.csv", "date,comment\n" + rows), "--dry-run");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(6, result.Output.Split('\n').Count(line => line.Contains("\"text\":\"text", StringComparison.Ordinal)));
        Assert.Contains("a.csv: 9 rows, 9 items, 0 rejected", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportDryRun_OfAnyFileWithItsColumnsNamed_MapsItZippedOrNot()
    {
        string file = _folder.File("any.csv.gz");
        await using (GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write("Was,Wann\nspät,03/04/2026\ngut,13/04/2026\n"u8);
        }

        CxResult result = await CxProcess.RunAsync("import", file, "--dry-run", "--json", "--map", "text:Was,date:Wann");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\"submittedAt\":\"2026-04-03T00:00:00Z\"", result.Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Gzip_IsSentAsItIsAndNamedSo()
    {
        string file = _folder.File("export.csv.gz");
        await using (GZipStream gzip = new(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write("a,b\n1,2\n"u8);
        }

        string? encoding = null;
        byte[] body = [];
        Task serving = ServeAsync(2, context =>
        {
            if (context.Request.HttpMethod != "POST")
            {
                return """{"id":"i1","state":"done","rows":1,"queued":1,"counted":1,"duplicates":0,"rejected":[]}""";
            }

            encoding = context.Request.Headers["Content-Encoding"];
            using MemoryStream bytes = new();
            context.Request.InputStream.CopyTo(bytes);
            body = bytes.ToArray();
            context.Response.StatusCode = 202;
            context.Response.AddHeader("Location", $"{_address}/api/imports/i1");
            return "{}";
        });

        CxResult result = await CxProcess.RunAsync("import", file, "--url", _address, "--json");
        await serving;

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("gzip", encoding);
        Assert.Equal(await File.ReadAllBytesAsync(file), body);
        Assert.Equal("done", JsonDocument.Parse(result.Output).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Import_ThatFails_SaysWhyAndExitsWith1()
    {
        string file = _folder.Write("notes.txt", "dear diary");
        Task serving = ServeAsync(2, context =>
        {
            if (context.Request.HttpMethod != "POST")
            {
                return """{"id":"i1","state":"failed","rows":0,"queued":0,"counted":0,"duplicates":0,"rejected":[],"reason":"no known header"}""";
            }

            context.Response.StatusCode = 202;
            context.Response.AddHeader("Location", "/api/imports/i1");
            return "{}";
        });

        CxResult result = await CxProcess.RunAsync("import", file, "--url", _address);
        await serving;

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("failed: no known header", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithoutTheKey_SaysHowToGiveIt()
    {
        string file = _folder.Write("export.csv", "a,b");
        Task serving = ServeAsync(1, context =>
        {
            context.Response.StatusCode = 401;
            return "";
        });

        CxResult result = await CxProcess.RunAsync("import", file, "--url", _address);
        await serving;

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("cx: export.csv: It was refused with 401", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--key or in CXFUNNEL_KEY", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "cx: Required argument missing for command: 'import'. See ./cx help import.")]
    [InlineData("import not-there.csv --url ftp://x", "cx: --url wants an address such as http://127.0.0.1:7071. See ./cx help import.")]
    [InlineData("import not-there.csv --program Shop!", "cx: --program wants 1 to 40 of a-z, 0-9 and '-'. See ./cx help import.")]
    public async Task Import_WrongUsage_ExitsWith2(string commandLine, string expected)
    {
        CxResult result = await CxProcess.RunAsync(commandLine.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(expected, result.Errors.TrimEnd());
    }

    [Fact]
    public async Task Import_FileThatIsNotThere_SaysSo()
    {
        CxResult result = await CxProcess.RunAsync("import", "not-there.csv", "--url", _address);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("cx: 'not-there.csv' cannot be read", result.Errors, StringComparison.Ordinal);
    }

    private static string Listen(HttpListener listener)
    {
        // HttpListener cannot choose a free port itself.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}";
        socket.Close();
        listener.Prefixes.Add($"{address}/");
        listener.Start();
        return address;
    }

    private async Task ServeAsync(int requests, Func<HttpListenerContext, string> answer)
    {
        for (int i = 0; i < requests; i++)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            byte[] bytes = Encoding.UTF8.GetBytes(answer(context));
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
