using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Tests.Running;

public sealed class DataFolderTests
{
    [Fact]
    public void Open_FolderInUse_SaysWhoUsesItAndWhatToDo()
    {
        using TemporaryFolder folder = new();
        using DataFolder first = DataFolder.Open(folder.Path);
        first.Announce(new Uri("http://127.0.0.1:7071"));

        CxException error = Assert.Throws<CxException>(() => DataFolder.Open(folder.Path));

        Assert.Contains($"'{folder.Path}': http://127.0.0.1:7071/ (process {Environment.ProcessId})", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data DIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheFirstEnded_Succeeds()
    {
        using TemporaryFolder folder = new();
        DataFolder.Open(folder.Path).Dispose();

        using DataFolder second = DataFolder.Open(folder.Path);

        Assert.Equal(folder.Path, second.Path);
    }

    [Fact]
    public void Open_PathThatIsAFile_NamesTheOption()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("file", "");

        Assert.Contains("--data DIR", Assert.Throws<CxException>(() => DataFolder.Open(file)).Message, StringComparison.Ordinal);
    }
}
