using System.Collections;
using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Tests.Running;

public sealed class StorageChoiceTests
{
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("usedevelopmentstorage=TRUE; ")]
    public void Of_NothingOrTheEmulator_IsTheEmulator(string? setting)
    {
        using TemporaryFolder root = new();

        Assert.True(Choose(root, Storage(setting)).IsEmulator);
    }

    [Fact]
    public void Of_AccountInTheEnvironment_NamesTheAccountAndNotTheKey()
    {
        using TemporaryFolder root = new();

        StorageChoice choice = Choose(root, Storage(Connection));

        Assert.Equal(new StorageChoice("AzureWebJobsStorage in the environment", "contoso"), choice);
        Assert.DoesNotContain("c2VjcmV0", choice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AccountInLocalSettings_IsUsed()
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", $$"""{ /* mine */ "values": { "AzureWebJobsStorage": "{{Connection}}", }, }""");

        Assert.Equal("AzureWebJobsStorage in local.settings.json", Choose(root, []).From);
    }

    [Fact]
    public void Of_EnvironmentAndLocalSettings_TheEnvironmentWins()
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", $$"""{ "Values": { "AzureWebJobsStorage": "{{Connection}}" } }""");

        Assert.True(Choose(root, Storage("UseDevelopmentStorage=true")).IsEmulator);
    }

    [Fact]
    public void Of_IdentityInsteadOfAKey_IsNotTheEmulator()
    {
        using TemporaryFolder root = new();

        StorageChoice choice = Choose(root, new Hashtable { ["AzureWebJobsStorage__accountName"] = "contoso" });

        Assert.Equal(new StorageChoice("AzureWebJobsStorage__accountName in the environment", "contoso"), choice);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Values\":3}")]
    public void Settings_BrokenFile_NamesTheFile(string text)
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", text);

        CxException error = Assert.Throws<CxException>(() => Choose(root, []));

        Assert.StartsWith("local.settings.json cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionKey_SeveralAreSet_IsOneThatOpensEveryFunctionAndNoMore()
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", """{ "Values": { "FunctionKeys__ImportStatus__only": "a", "FunctionKeys__master": "b", "FunctionKeys__default": "c" } }""");

        Assert.Equal("c", AppSettings.Read(new Checkout(root.Path), new Hashtable()).FunctionKey);
        Assert.Equal("d", AppSettings.Read(new Checkout(root.Path), new Hashtable { ["FUNCTIONKEYS__DEFAULT"] = "d" }).FunctionKey);
    }

    private static StorageChoice Choose(TemporaryFolder root, Hashtable environment) =>
        StorageChoice.Of(AppSettings.Read(new Checkout(root.Path), environment));

    private static Hashtable Storage(string? setting) => setting is null ? [] : new Hashtable { ["AzureWebJobsStorage"] = setting };
}
