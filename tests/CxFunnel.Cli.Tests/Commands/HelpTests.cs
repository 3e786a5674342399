namespace CxFunnel.Cli.Tests.Commands;

public sealed class HelpTests
{
    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task Help_OfEverything_NamesEveryCommandOnOneLine(string argument)
    {
        CxResult result = await CxProcess.RunAsync(argument);

        Assert.Equal(0, result.ExitCode);
        foreach (string command in (string[])["demo", "up", "test", "import", "analyze", "bench", "publish", "help"])
        {
            Assert.Contains(result.Output.Split('\n'), line => line.StartsWith($"  ./cx {command} ", StringComparison.Ordinal));
        }

        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Help_WithoutArguments_IsTheOverview()
    {
        CxResult result = await CxProcess.RunAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("./cx up", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "up")]
    [InlineData("up", "--help")]
    public async Task Help_OfOneCommand_ExplainsItsOptionsUnderTheNamePeopleType(string first, string second)
    {
        CxResult result = await CxProcess.RunAsync(first, second);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("./cx up [options]", result.Output, StringComparison.Ordinal);
        Assert.Contains("--port <N>", result.Output, StringComparison.Ordinal);
        Assert.Contains("7071", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_RedirectedToAFile_HasNoTerminalCodes()
    {
        CxResult result = await CxProcess.RunAsync("help");

        Assert.DoesNotContain('\u001b', result.Output);
    }
}
