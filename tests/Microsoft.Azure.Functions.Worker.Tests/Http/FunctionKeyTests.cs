using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.Http;

public sealed class FunctionKeyTests
{
    private static readonly string[] Keys = ["FunctionKeys:default=host-key", "FunctionKeys:second=other-key", "FunctionKeys:Echo:mine=echo-key", "FunctionKeys:master=master-key"];

    [Theory]
    [InlineData("/api/echo/x", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/echo/x", "", HttpStatusCode.Unauthorized)]
    [InlineData("/api/echo/x", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("/api/echo/x", "host-ke", HttpStatusCode.Unauthorized)]
    [InlineData("/api/echo/x", "HOST-KEY", HttpStatusCode.Unauthorized)]
    [InlineData("/api/echo/x", "host-key", HttpStatusCode.OK)]
    [InlineData("/api/echo/x", "other-key", HttpStatusCode.OK)]
    [InlineData("/api/echo/x", "echo-key", HttpStatusCode.OK)]
    [InlineData("/api/echo/x", "master-key", HttpStatusCode.OK)]
    [InlineData("/api/manage/admin", "host-key", HttpStatusCode.Unauthorized)]
    [InlineData("/api/manage/admin", "echo-key", HttpStatusCode.Unauthorized)]
    [InlineData("/api/manage/admin", "master-key", HttpStatusCode.OK)]
    [InlineData("/api/open", null, HttpStatusCode.OK)]
    [InlineData("/api/open", "wrong", HttpStatusCode.OK)]
    public async Task Key_ForALevel_OpensWhatItShould(string path, string? key, HttpStatusCode status)
    {
        await using EmbeddedApp app = await StartAsync(Keys);
        HttpMethod method = path.Contains("echo", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;
        using HttpRequestMessage inHeader = new(method, path);
        inHeader.Headers.TryAddWithoutValidation("x-functions-key", key);
        using HttpRequestMessage inQuery = new(method, key is null ? path : $"{path}?code={key}");

        Assert.Equal(status, (await app.Client.SendAsync(inHeader)).StatusCode);
        Assert.Equal(status, (await app.Client.SendAsync(inQuery)).StatusCode);
    }

    [Fact]
    public async Task Key_WrongInTheHeaderAndRightInTheQuery_IsWrong()
    {
        await using EmbeddedApp app = await StartAsync(Keys);
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/echo/x?code=host-key");
        request.Headers.Add("x-functions-key", "wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Key_InTheQuery_IsNeverLogged()
    {
        await using EmbeddedApp app = await EmbeddedApp.StartAsync(
            ["Echo", "Throw"],
            [.. Keys, "AzureFunctionsJobHost:logging:logLevel:default=Trace", "AzureFunctionsJobHost:logging:logLevel:Microsoft.AspNetCore=Trace", "AzureFunctionsJobHost:logging:logLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace", "Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel=Trace"],
            builder => builder.Services.AddSingleton<Probe>());

        await app.Client.PostAsync("/api/echo/x?code=host-key", null);
        await app.Client.GetAsync("/api/throw?code=host-key");
        await app.Client.GetAsync("/api/nothing?code=host-key");

        Assert.Contains("Microsoft.AspNetCore", app.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("host-key", app.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_None_EverythingPassesOnLoopbackOnly()
    {
        await using EmbeddedApp app = await StartAsync([]);

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/api/echo/x", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/api/manage/admin")).StatusCode);
        Assert.All(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses,
            address => Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--host=0.0.0.0")]
    [InlineData("--host=*")]
    [InlineData("--host=::")]
    public void Keys_NoneAndAnOpenHost_DoesNotStart(string host)
    {
        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(() => EmbeddedApp.Build(["Open"], [host[2..]], builder => builder.Services.AddSingleton<Probe>()));

        Assert.Contains("no function keys are set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_SetAndAnOpenHost_Listens()
    {
        await using EmbeddedApp app = await StartAsync([.. Keys, "host=0.0.0.0"]);

        Assert.Equal("0.0.0.0", app.Client.BaseAddress?.Host);
    }

    [Fact]
    public void Key_Empty_DoesNotStart()
    {
        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(() => EmbeddedApp.Build(["Open"], ["FunctionKeys:default="], builder => builder.Services.AddSingleton<Probe>()));

        Assert.Contains("FunctionKeys:default", refused.Message, StringComparison.Ordinal);
    }

    private static Task<EmbeddedApp> StartAsync(IReadOnlyList<string> settings) =>
        EmbeddedApp.StartAsync(["Echo", "Open", "Admin"], settings, builder => builder.Services.AddSingleton<Probe>());
}
