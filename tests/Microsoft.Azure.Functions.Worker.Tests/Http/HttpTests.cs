using Microsoft.Azure.Functions.Worker.Tests.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class HttpTests
{
    [Fact]
    public async Task Request_ForAFunction_IsAnsweredWithItsResult()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(["Echo"]);
        using HttpResponseMessage response = await app.Client.PostAsync("/api/echo/you", new StringContent("x"));

        Assert.Equal("""{"name":"you","contentType":"text/plain; charset=utf-8"}""", await response.Content.ReadAsStringAsync());
    }
}
