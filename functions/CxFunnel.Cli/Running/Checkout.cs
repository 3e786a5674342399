using CxFunnel.LocalStorage;

namespace CxFunnel.Cli.Running;

/// <summary>Where things are in the checkout that this command line was built from.</summary>
public sealed record Checkout(string Root)
{
    /// <exception cref="DirectoryNotFoundException">The command line was moved out of its checkout.</exception>
    public static Checkout Find() => new(LocalStorageFolder.RepositoryRoot());

    public string StorageFolder => LocalStorageFolder.Of(Root);

    /// <summary>Where data is kept unless <c>--data</c> says otherwise; never in git.</summary>
    public string DefaultDataFolder => Path.Combine(Root, ".cxfunnel");

    /// <summary>What the commands build and may be deleted at any time; never in git.</summary>
    public string BuildFolder => Path.Combine(Root, "artifacts", "cx");

    public string LocalSettings => Path.Combine(Root, "local.settings.json");

    public string Solution => Path.Combine(Root, "CxFunnel.sln");

    public string Project(string folder, string name) => Path.Combine(Root, folder, name, $"{name}.csproj");
}
