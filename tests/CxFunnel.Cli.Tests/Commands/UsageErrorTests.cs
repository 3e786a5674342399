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
    [InlineData(new[] { "import", "x.csv", "--map", "words:Comment" }, "cx: --map names a field that is unknown or named twice; the fields are id, date, time, updated, text, title, sentiment, language, country, author, url, network, reach, engagement, rating, nps, csat, ces, customer, email, segment, channel, touchpoint. See ./cx help import.")]
    [InlineData(new[] { "import", "x.csv", "--time-zone", "Mars" }, "cx: --time-zone is no time zone; an IANA name such as Europe/Paris is expected. See ./cx help import.")]
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
