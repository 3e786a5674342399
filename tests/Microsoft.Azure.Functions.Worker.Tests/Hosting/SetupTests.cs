using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class SetupTests
{
    [Theory]
    [InlineData("no spaces", "letter")]
    [InlineData("NoTrigger", "has no trigger")]
    [InlineData("TwoTriggers", "more than one trigger")]
    [InlineData("Twice", "Two functions are named")]
    [InlineData("TextRequest", "binds HttpRequest only")]
    [InlineData("BadRoute", "is not a route template")]
    public void Function_DeclaredWrongly_IsRefusedWithAReason(string function, string reason)
    {
        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(() => EmbeddedApp.Build([function]));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueueTrigger_WithoutAConnection_IsRefusedByName()
    {
        FunctionSetupException refused = await Assert.ThrowsAsync<FunctionSetupException>(
            () => EmbeddedApp.StartAsync(["TakeText"], ["TestQueue=x"], builder => builder.Services.AddSingleton<Probe>()));

        Assert.Contains("'AzureWebJobsStorage' is missing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueueTrigger_UnusableConnection_IsRefusedWithoutItsText()
    {
        FunctionSetupException refused = await Assert.ThrowsAsync<FunctionSetupException>(
            () => EmbeddedApp.StartAsync(["TakeText"], ["TestQueue=x", "AzureWebJobsStorage=AccountKey:hidden"], builder => builder.Services.AddSingleton<Probe>()));

        Assert.DoesNotContain("hidden", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", "text", null, "text", null)]
    [InlineData("Other", "text", "Other", "text", null)]
    [InlineData("AzureWebJobsOther", "text", "Other", "text", null)]
    [InlineData("ConnectionStrings:Other", "text", "Other", "text", null)]
    [InlineData("Other:queueServiceUri", "https://a.example/", "Other", null, "https://a.example/")]
    [InlineData("Other:serviceUri", "https://a.example/", "Other", null, "https://a.example/")]
    [InlineData("AzureWebJobsStorage:accountName", "acc", null, null, "https://acc.queue.core.windows.net/")]
    public void Connection_Named_IsFoundWhereAzuresHostLooks(string setting, string value, string? name, string? text, string? address)
    {
        HostSettings settings = new(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build());

        StorageConnection? found = StorageConnection.Find(settings, name, "queue");

        Assert.Equal((text, address), (found?.ConnectionString, found?.ServiceUri?.AbsoluteUri));
    }
}

internal sealed class WrongFunctions
{
    [Function("no spaces")]
    public void BadName([HttpTrigger] HttpRequest request) => throw new NotSupportedException();

    [Function(nameof(NoTrigger))]
    public void NoTrigger(string text) => throw new NotSupportedException();

    [Function(nameof(TwoTriggers))]
    public void TwoTriggers([HttpTrigger] HttpRequest request, [QueueTrigger("q")] string text) => throw new NotSupportedException();

    [Function("Twice")]
    public void Once([HttpTrigger] HttpRequest request) => throw new NotSupportedException();

    [Function("twice")]
    public void Again([HttpTrigger] HttpRequest request) => throw new NotSupportedException();

    [Function(nameof(TextRequest))]
    public void TextRequest([HttpTrigger] string request) => throw new NotSupportedException();

    [Function(nameof(BadRoute))]
    public void BadRoute([HttpTrigger(Route = "a/{b")] HttpRequest request) => throw new NotSupportedException();
}
