using System.Reflection;
using System.Xml.Linq;
using CxFunnel.LocalStorage;
using Microsoft.Azure.Functions.Worker;

namespace CxFunnel.Functions.Tests.Architecture;

/// <summary>Keeps the arrows of the tree pointing one way.</summary>
public sealed class DependencyTests
{
    private static readonly string Root = LocalStorageFolder.RepositoryRoot();

    [Theory]
    [InlineData("CxFunnel.TextAnalytics")]
    [InlineData("CxFunnel.Pipeline", "CxFunnel.TextAnalytics")]
    [InlineData("CxFunnel.Azure", "CxFunnel.Pipeline")]
    [InlineData("CxFunnel.Functions", "CxFunnel.Azure")]
    public void Project_InFunctions_ReferencesOnlyTheOnesAbove(string project, params string[] above)
    {
        string[] referenced = [.. References(project).Select(r => Path.GetFileNameWithoutExtension(r)!)];

        Assert.Equal(above, referenced);
    }

    [Theory]
    [InlineData("CxFunnel.TextAnalytics")]
    [InlineData("CxFunnel.Pipeline")]
    public void Assembly_OfTheCore_UsesNoTypeOfAzure(string assembly)
    {
        string[] azure = [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => name.StartsWith("Azure", StringComparison.Ordinal) || name.StartsWith("Microsoft.Azure", StringComparison.Ordinal))];

        Assert.Empty(azure);
    }

    [Fact]
    public void TextAnalytics_ReferencesNothingButThePlatform()
    {
        Assert.All(Assembly.Load("CxFunnel.TextAnalytics").GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Trigger_HoldsNoLogic_NeitherStorageClientsNorBranchesOnData()
    {
        // A trigger may take a queue's message and stages of the pipeline; a client of storage in its hands would be logic.
        IEnumerable<Type> triggers = typeof(CxFunnel.Functions.Ingest.TakeFeedback).Assembly.GetTypes()
            .Where(t => t.GetMethods().Any(m => m.GetCustomAttribute<FunctionAttribute>() is not null));

        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger =>
        {
            IEnumerable<Type> taken = trigger.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType);
            Assert.All(taken, type => Assert.False(type.Namespace!.StartsWith("Azure", StringComparison.Ordinal), $"{trigger.Name} takes {type}."));
            int lines = File.ReadAllLines(Directory.EnumerateFiles(Path.Combine(Root, "functions", "CxFunnel.Functions"), $"{trigger.Name}.cs", SearchOption.AllDirectories).Single()).Length;
            Assert.True(lines <= 80, $"{trigger.Name}.cs has {lines} lines; what it decides belongs into its stage.");
        });
    }

    [Fact]
    public void Functions_DoNotKnowWhichAzurePackagesTheyAreCompiledWith()
    {
        // All but the command line, whose `publish` sets the property.
        string[] projects = ["CxFunnel.TextAnalytics", "CxFunnel.Pipeline", "CxFunnel.Azure", "CxFunnel.Functions"];
        IEnumerable<string> sources = projects
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Root, "functions", p), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.All(sources, file => Assert.DoesNotContain("AzurePackages", File.ReadAllText(file), StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Root, "functions", project, $"{project}.csproj")).Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value);
}
