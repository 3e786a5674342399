using CxFunnel.Pipeline.Ingest.Fetch;
using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Tests.Ingest.Fetch;

public sealed class FetchOptionsTests
{
    [Theory]
    [InlineData("https://fra1.qualtrics.com", true)]
    [InlineData("https://fra1.qualtrics.com/", true)]
    [InlineData("https://gateway.example/surveys", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://fra1.qualtrics.com", false)]
    [InlineData("https://user:secret@fra1.qualtrics.com", false)]
    [InlineData("https://fra1.qualtrics.com/?token=1", false)]
    [InlineData("ftp://fra1.qualtrics.com", false)]
    [InlineData("fra1.qualtrics.com", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Validate_AddressOfAnApi_TakesHttpsRootsOnly(string address, bool isTaken) =>
        Assert.Equal(isTaken, Validate(new FetchOptions(), new SourceOptions { ApiBaseAddress = address }).Succeeded);

    [Fact]
    public void Validate_SeveralMistakes_NamesEachSettingAndNoToken()
    {
        ValidateOptionsResult result = Validate(
            new FetchOptions { CallTimeout = TimeSpan.Zero, FirstWait = TimeSpan.FromHours(1), LongestWait = TimeSpan.FromSeconds(1) },
            new SourceOptions { ApiToken = "line\nbreak", ApiCallsPerMinute = 0 });

        Assert.Equal(["Fetch:CallTimeout", "Fetch:LongestWait", "Sources:qualtrics:ApiToken", "Sources:qualtrics:ApiCallsPerMinute"], result.Failures!.Select(f => f.Split(' ')[0]));
        Assert.DoesNotContain("line", string.Concat(result.Failures!).Replace("line break", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ValidateOptionsResult Validate(FetchOptions options, SourceOptions source) =>
        new ValidateFetchOptions(new Sources(new Dictionary<string, SourceOptions>(StringComparer.Ordinal) { ["qualtrics"] = source })).Validate(name: null, options);
}
