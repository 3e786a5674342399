namespace CxFunnel.Cli.Running;

/// <summary>The dotnet that runs this process: its children use the same, whatever the PATH says by then.</summary>
public static class Dotnet
{
    public static string Path { get; } =
        Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
