using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CxFunnel.Cli.Analyzing;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Tests.Analyzing;

public sealed class AnalyzeTests
{
    [Fact]
    public async Task Analyze_Lines_GivesEachFieldOfTheContractUnderTheSameId()
    {
        CxResult result = await CxProcess.RunAsync(
            CxProcess.Start("analyze"),
            """
            {"id":"a","text":"The delivery was late."}
            {"id":7,"text":"Très bien","language":"FR","kind":"review","question":"Pourquoi ?","scores":[{"type":"nps","value":10}]}
            """);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        JsonElement[] lines = [.. result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("a", lines[0].GetProperty("id").GetString());
        Assert.Equal(7, lines[1].GetProperty("id").GetInt32());
        Assert.Equal("fr", lines[1].GetProperty("language").GetProperty("code").GetString());
        Assert.Equal(
            ["id", "language", "sentiment", "score", "confidence", "sentences", "opinions", "keyPhrases", "personalData", "redacted", "rootCauses", "engine"],
            lines[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(["late-delivery"], lines[0].GetProperty("rootCauses").EnumerateArray().Select(cause => cause.GetString()));
        Assert.Empty(lines[1].GetProperty("rootCauses").EnumerateArray());
    }

    [Fact]
    public async Task Analyze_BadLines_AreReportedByNumberWithoutTheirTextAndTheRestGoesOn()
    {
        CxResult result = await CxProcess.RunAsync(
            CxProcess.Start("analyze", "-"),
            "\uFEFF{\"id\":1,\"text\":\"ok\"}\r\n\n{\"id\":2,\"tekst\":\"private words\"}\nprivate words\n{\"id\":3,\"text\":\"half a pair \\ud83d\"}\n{\"id\":4,\"text\":\"x\",\"kind\":\"3\"}");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal([1, 3], result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32()));
        string[] problems = result.Errors.TrimEnd().Split('\n');
        Assert.Equal(3, problems.Length);
        Assert.StartsWith("cx: line 3 has no \"text\"", problems[0], StringComparison.Ordinal);
        Assert.StartsWith("cx: line 4 is not JSON", problems[1], StringComparison.Ordinal);
        Assert.StartsWith("cx: line 6 has a \"kind\"", problems[2], StringComparison.Ordinal);
        Assert.DoesNotContain("private words", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_ManyBlocks_KeepsTheOrder()
    {
        const int Count = 20_000;
        StringBuilder lines = new();
        for (int i = 0; i < Count; i++)
        {
            lines.Append("{\"id\":").Append(i).Append(",\"text\":\"").Append('x', i % 300).Append("\"}\n");
        }

        using MemoryStream output = new();
        await new TextAnalysis(new EmbeddedTextEngine(), new CauseReader(Taxonomy.Shipped)).RunAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString())), output, (_, what) => Assert.Fail(what), CancellationToken.None);

        int expected = 0;
        foreach (string line in Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n'))
        {
            Assert.StartsWith($"{{\"id\":{expected++},", line, StringComparison.Ordinal);
        }

        Assert.Equal(Count, expected);
    }

    [Fact]
    public async Task Analyze_InputStillOpen_AnswersTheLinesThatCame()
    {
        using Process process = Process.Start(CxProcess.Start("analyze"))!;
        await process.StandardInput.WriteAsync("{\"id\":1,\"text\":\"first\"}\n");
        await process.StandardInput.FlushAsync();

        Assert.StartsWith("{\"id\":1,", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [UnixFact]
    public async Task Analyze_StoppedWhileItWaitsForInput_EndsAtOnce()
    {
        using Process process = Process.Start(CxProcess.Start("analyze"))!;
        await process.StandardInput.WriteAsync("{\"id\":1,\"text\":\"first\"}\n");
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadLineAsync();

        await Signal.SendAsync("TERM", process.Id);

        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public async Task Analyze_FileThatIsNotThere_SaysSo()
    {
        CxResult result = await CxProcess.RunAsync("analyze", "not-there.jsonl");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("cx: 'not-there.jsonl' cannot be read", result.Errors, StringComparison.Ordinal);
    }
}
