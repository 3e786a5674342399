using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Testing.Language;
using CxFunnel.Testing.Storage;
using CxFunnel.TextAnalytics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CxFunnel.Azure.Tests.Language;

/// <summary>The stage as it is composed in the app, with settings, the storage emulator and the local language service.</summary>
public sealed class SecondEngineTests : IAsyncLifetime
{
    private LocalLanguageService _service = null!;

    public async Task InitializeAsync() => _service = await LocalLanguageService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Analysis_WithAnEndpoint_SendsRedactedTextsAndKeepsTheBudgetInStorage()
    {
        await using ServiceProvider services = await ServicesAsync(new()
        {
            ["Language:Endpoint"] = _service.Endpoint.ToString(),
            ["Language:Key"] = LocalLanguageService.Key,
            ["Language:Threshold"] = "1",
            ["Language:MonthlyTextRecords"] = "1000000000",
        });
        Comment[] comments = [new(null, "The parcel was late."), new(null, "Write to anna@example.com, the parcel was late."), new(null, "The parcel was late, said Mr Miller.")];

        AnalyzedFeedback analyzed = (await services.GetRequiredService<FeedbackAnalysis>().AnalyzeAsync("default", [Item(comments)], CancellationToken.None))[0];
        SecondEngineStatus status = (await services.GetRequiredService<LanguageStatus>().ReadAsync(CancellationToken.None)).Second!;

        Assert.All(analyzed.Insights, i => Assert.Equal("azure-language/2022-11-01", i.Engine));
        Assert.Equal(["The parcel was late.", "Write to [email], the parcel was late.", "The parcel was late, said Mr [name]."], analyzed.Item.Comments!.Select(c => c.Text));
        Assert.DoesNotContain(_service.Requests.SelectMany(r => r.Texts), t => t.Contains("anna", StringComparison.Ordinal));
        foreach ((Comment comment, TextInsight insight) in analyzed.Item.Comments!.Zip(analyzed.Insights))
        {
            Opinion opinion = Assert.Single(insight.Opinions);
            Assert.Equal("parcel", comment.Text.Substring(opinion.Offset, opinion.Length));
        }

        Assert.Equal("closed", status.Breaker);
        Assert.InRange(status.RecordsLeft, 1, status.RecordsPerMonth - 1);
    }

    [Fact]
    public async Task Analysis_WithoutAnEndpoint_IsTheEmbeddedEngineItself()
    {
        await using ServiceProvider services = await ServicesAsync([]);

        Assert.IsType<EmbeddedTextAnalyzer>(services.GetRequiredService<ITextAnalyzer>());
        Assert.Null((await services.GetRequiredService<LanguageStatus>().ReadAsync(CancellationToken.None)).Second);
    }

    private static FeedbackItem Item(Comment[] comments) => new()
    {
        Source = "tests",
        SourceId = "r-1",
        Kind = FeedbackKind.Survey,
        SubmittedAt = new DateTimeOffset(2026, 11, 2, 9, 15, 0, TimeSpan.Zero),
        Comments = comments,
        Language = "en",
    };

    private static async Task<ServiceProvider> ServicesAsync(Dictionary<string, string?> settings)
    {
        ConfigurationManager configuration = new();
        configuration.AddInMemoryCollection(settings);
        configuration["AzureWebJobsStorage"] = (await SharedAzurite.GetAsync()).ConnectionString;
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddPipeline()
            .BuildServiceProvider();
    }
}
