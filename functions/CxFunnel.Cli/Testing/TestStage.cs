using CxFunnel.Cli.Running;

namespace CxFunnel.Cli.Testing;

/// <summary>Test projects that run side by side. Stages run one after the other, the quickest answers first.</summary>
public sealed record TestStage(string Name, IReadOnlyList<string> Projects)
{
    private static readonly string[] Unit = ["CxFunnel.TextAnalytics.Tests", "CxFunnel.Pipeline.Tests", "CxFunnel.Samples.Tests"];
    private static readonly string[] EndToEnd = ["CxFunnel.Functions.Tests", "CxFunnel.Cli.Tests"];

    /// <summary>Every project below tests/ whose name ends with .Tests; those not named here are storage tests.</summary>
    public static IReadOnlyList<TestStage> Find(Checkout checkout)
    {
        string[] projects =
        [
            .. Directory.EnumerateDirectories(Path.Combine(checkout.Root, "tests"), "*.Tests")
                .Select(folder => Path.GetFileName(folder))
                .Where(name => File.Exists(checkout.Project("tests", name)))
                .Order(StringComparer.Ordinal),
        ];
        return
        [
            new TestStage("unit tests", [.. projects.Intersect(Unit)]),
            new TestStage("storage tests", [.. projects.Except(Unit).Except(EndToEnd)]),
            new TestStage("end-to-end tests", [.. projects.Intersect(EndToEnd)]),
        ];
    }
}
