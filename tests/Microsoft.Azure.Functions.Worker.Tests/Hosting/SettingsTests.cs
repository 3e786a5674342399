using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("worker-settings").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void LocalSettings_Values_AreReadAsIfTheyWereEnvironmentVariables()
    {
        Write("local.settings.json", """
            {
              // As Core Tools allow.
              "IsEncrypted": false,
              "Values": { "Plain": "one", "Nested__Inner": "two", "Nested:Colon": "three", "Number": 4 },
              "ConnectionStrings": { "Db": "five" },
            }
            """);

        FunctionsApplicationBuilder builder = Create();

        Microsoft.Extensions.Configuration.ConfigurationManager settings = builder.Configuration;
        Assert.Equal(
            ("one", "two", "three", "4", "five"),
            (settings["Plain"], settings["Nested:Inner"], settings["Nested:Colon"], settings["Number"], settings["ConnectionStrings:Db"]));
    }

    [Fact]
    public void Environment_WinsOverLocalSettings_AndArgumentsOverBoth()
    {
        string name = $"WORKER_TEST_{Path.GetFileName(_root).ToUpperInvariant()}";
        Write("local.settings.json", $$"""{ "Values": { "{{name}}": "file", "{{name}}_2": "file" } }""");
        Environment.SetEnvironmentVariable(name, "environment");
        Environment.SetEnvironmentVariable($"{name}_2", "environment");
        try
        {
            FunctionsApplicationBuilder builder = Create($"--{name}_2=argument");

            Assert.Equal(("environment", "argument"), (builder.Configuration[name], builder.Configuration[$"{name}_2"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
            Environment.SetEnvironmentVariable($"{name}_2", null);
        }
    }

    [Fact]
    public void HostJson_IsReadUnderTheNameThatSettingsCanOverride()
    {
        Write("host.json", """{ "version": "2.0", "extensions": { "queues": { "batchSize": 4, "newBatchThreshold": 1 } } }""");

        FunctionsApplicationBuilder builder = Create("--AzureFunctionsJobHost:extensions:queues:batchSize=8");

        Microsoft.Azure.Functions.Worker.Storage.Queues.QueueSettings queues = new(new HostSettings(builder.Configuration));
        Assert.Equal((8, 1, 5, true), (queues.BatchSize, queues.NewBatchThreshold, queues.MaxDequeueCount, queues.IsBase64));
    }

    [Fact]
    public void QueueSettings_NoneGiven_AreThoseOfAzuresHost()
    {
        Microsoft.Azure.Functions.Worker.Storage.Queues.QueueSettings queues = new(new HostSettings(Create().Configuration));

        Assert.Equal(
            (16, 8, 5, true, TimeSpan.FromMinutes(1), TimeSpan.Zero),
            (queues.BatchSize, queues.NewBatchThreshold, queues.MaxDequeueCount, queues.IsBase64, queues.MaxPollingInterval, queues.RetryVisibility));
    }

    [Theory]
    [InlineData("batchSize=0")]
    [InlineData("batchSize=33")]
    [InlineData("batchSize=many")]
    [InlineData("maxPollingInterval=soon")]
    [InlineData("messageEncoding=rot13")]
    public void QueueSettings_OutOfRange_AreRefusedByName(string setting)
    {
        HostSettings settings = new(Create($"--AzureFunctionsJobHost:extensions:queues:{setting}").Configuration);

        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(() => new Microsoft.Azure.Functions.Worker.Storage.Queues.QueueSettings(settings));

        Assert.Contains($"queues:{setting.Split('=')[0]}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local.settings.json", """{ "IsEncrypted": true, "Values": {} }""", "encrypted")]
    [InlineData("local.settings.json", """{ "Values": { "A": { "B": 1 } } }""", "A__Name")]
    [InlineData("host.json", "{ \"version\": ", "not JSON")]
    [InlineData("host.json", "[]", "JSON object")]
    public void File_Unusable_IsRefusedWithAReason(string file, string content, string reason)
    {
        Write(file, content);

        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(() => Create());

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScriptRoot_Missing_IsRefused() =>
        Assert.Throws<FunctionSetupException>(() => FunctionsApplication.CreateBuilder(["--EmbeddedHost:functionAssembly=x", "--AzureWebJobsScriptRoot=/no/such/folder"]));

    [Fact]
    public void HttpFunctions_WithoutTheWebApplication_AreRefused()
    {
        FunctionsApplicationBuilder builder = Create("--AzureFunctionsJobHost:functions:0=Open");
        using IHost host = builder.Build();

        FunctionSetupException refused = Assert.Throws<FunctionSetupException>(host.Start);
        Assert.Contains("ConfigureFunctionsWebApplication", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Twice_IsRefused()
    {
        FunctionsApplicationBuilder builder = Create("--AzureFunctionsJobHost:functions:0=none");
        using IHost host = builder.Build();

        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Throws<InvalidOperationException>(() => builder.Use(static next => next));
    }

    private FunctionsApplicationBuilder Create(params string[] arguments) => FunctionsApplication.CreateBuilder(
        [$"--EmbeddedHost:functionAssembly={typeof(SettingsTests).Assembly.GetName().Name}", $"--AzureWebJobsScriptRoot={_root}", .. arguments]);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_root, file), content);
}
