using CxFunnel.Cli.Commands;

namespace CxFunnel.Cli.Tests.Commands;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData(new[] { "tset" }, "cx: There is no command 'tset'. Did you mean ./cx test? ./cx help lists them.")]
    [InlineData(new[] { "frobnicate" }, "cx: There is no command 'frobnicate'. ./cx help lists them.")]
    [InlineData(new[] { "help", "upp" }, "cx: There is no command 'upp'. Did you mean ./cx up? ./cx help lists them.")]
    [InlineData(new[] { "up", "--prot", "3" }, "cx: There is no option '--prot'; did you mean --port? See ./cx help up.")]
    [InlineData(new[] { "up", "--port", "65536" }, "cx: --port wants a number from 0 to 65535. See ./cx help up.")]
    [InlineData(new[] { "up", "--storage", "cloud" }, "cx: Argument 'cloud' not recognized. Must be one of: 'disk' 'memory' See ./cx help up.")]
    public async Task CommandLine_Wrong_SaysSoOnOneLineAndExitsWith2(string[] arguments, string expected)
    {
        CxResult result = await CxProcess.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(expected, result.Errors.TrimEnd());
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("hlep", "help")]
    [InlineData("ver", "verify")]
    [InlineData("REBUILD", "rebuild")]
    [InlineData("x", null)]
    [InlineData("import-everything", null)]
    public void Nearest_OfNames_IsTheOneAFewEditsAway(string wanted, string? expected) =>
        Assert.Equal(expected, UsageErrors.Nearest(wanted, ["help", "verify", "rebuild", "import"]));
}
