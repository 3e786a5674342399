using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Tests.Listing;

/// <summary>
/// Compares what the stand-ins expose with the signatures of the originals in official-signatures.txt, which were looked up in the
/// public source of Azure/azure-functions-dotnet-worker: nothing public may differ, and nothing may be there that is not listed.
/// </summary>
public sealed class ListingTests
{
    private static readonly Assembly[] StandIns =
    [
        typeof(FunctionsApplication).Assembly,
        typeof(FunctionContext).Assembly,
        typeof(BindingAttribute).Assembly,
        typeof(HttpTriggerAttribute).Assembly,
        typeof(FunctionsApplicationBuilderAspNetCoreExtensions).Assembly,
        typeof(QueueTriggerAttribute).Assembly,
        typeof(TimerTriggerAttribute).Assembly,
    ];

    [Fact]
    public void PublicMembers_OfTheStandIns_AreThoseOfTheOriginals()
    {
        using StreamReader reader = new(typeof(ListingTests).Assembly.GetManifestResourceStream(
            typeof(ListingTests).Assembly.GetManifestResourceNames().Single(static name => name.EndsWith("official-signatures.txt", StringComparison.Ordinal)))!);
        List<string> official = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith('#'))];

        List<string> exposed = [.. StandIns.SelectMany(Signatures.Of)];

        Assert.Equal(official.Order(StringComparer.Ordinal), exposed.Order(StringComparer.Ordinal));
    }
}
