using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Tests.Running;

public sealed class BuildOutputsTests
{
    [Fact]
    public void DeleteOthers_OldOnesThatNobodyHolds_AreAllThatGoes()
    {
        using TemporaryFolder root = new();
        Checkout checkout = new(root.Path);
        string current = Folder(checkout, "app-current", TimeSpan.FromHours(1));
        string held = Folder(checkout, "app-held", TimeSpan.FromHours(1));
        string young = Folder(checkout, "app-young", TimeSpan.FromMinutes(1));
        string unused = Folder(checkout, "app-unused", TimeSpan.FromHours(1));
        string other = Folder(checkout, "cli-unused", TimeSpan.FromHours(1));
        using FileStream hold = BuildOutputs.Hold(held);
        Directory.SetLastWriteTimeUtc(held, DateTime.UtcNow - TimeSpan.FromHours(1));

        BuildOutputs.DeleteOthers(checkout, "app-*", current, TimeProvider.System);

        Assert.Equal([current, held, young, other], Directory.GetDirectories(checkout.BuildFolder).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(unused, Directory.GetDirectories(checkout.BuildFolder));
    }

    private static string Folder(Checkout checkout, string name, TimeSpan age)
    {
        string path = Directory.CreateDirectory(Path.Combine(checkout.BuildFolder, name)).FullName;
        File.WriteAllText(Path.Combine(path, "some.dll"), "");
        Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        return path;
    }
}
