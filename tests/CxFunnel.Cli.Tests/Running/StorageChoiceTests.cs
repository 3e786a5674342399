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
    public void Read_NothingOrTheEmulator_IsTheEmulator(string? setting)
    {
        using TemporaryFolder root = new();

        Assert.True(StorageChoice.Read(new Checkout(root.Path), Settings(setting)).IsEmulator);
    }

    [Fact]
    public void Read_AccountInTheEnvironment_NamesTheAccountAndNotTheKey()
    {
        using TemporaryFolder root = new();

        StorageChoice choice = StorageChoice.Read(new Checkout(root.Path), Settings(Connection));

        Assert.Equal(new StorageChoice("AzureWebJobsStorage in the environment", "contoso"), choice);
        Assert.DoesNotContain("c2VjcmV0", choice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AccountInLocalSettings_IsUsed()
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", $$"""{ /* mine */ "Values": { "AzureWebJobsStorage": "{{Connection}}", }, }""");

        Assert.Equal("AzureWebJobsStorage in local.settings.json", StorageChoice.Read(new Checkout(root.Path), Settings(null)).From);
    }

    [Fact]
    public void Read_EnvironmentAndLocalSettings_TheEnvironmentWins()
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", $$"""{ "Values": { "AzureWebJobsStorage": "{{Connection}}" } }""");

        Assert.True(StorageChoice.Read(new Checkout(root.Path), Settings("UseDevelopmentStorage=true")).IsEmulator);
    }

    [Fact]
    public void Read_IdentityInsteadOfAKey_IsNotTheEmulator()
    {
        using TemporaryFolder root = new();

        StorageChoice choice = StorageChoice.Read(
            new Checkout(root.Path), new Hashtable { ["AzureWebJobsStorage__accountName"] = "contoso" });

        Assert.Equal(new StorageChoice("AzureWebJobsStorage__accountName in the environment", "contoso"), choice);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public void Read_BrokenLocalSettings_SaysWhichFile(string text)
    {
        using TemporaryFolder root = new();
        root.Write("local.settings.json", text);

        CxException error = Assert.Throws<CxException>(() => StorageChoice.Read(new Checkout(root.Path), Settings(null)));

        Assert.StartsWith("local.settings.json cannot be read", error.Message, StringComparison.Ordinal);
    }

    private static Hashtable Settings(string? storage) => storage is null ? [] : new Hashtable { ["AzureWebJobsStorage"] = storage };
}
