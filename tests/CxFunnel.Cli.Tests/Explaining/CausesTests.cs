using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CxFunnel.Cli.Tests.Explaining;

public sealed class CausesTests
{
    private static readonly string[] Things = ["my parcel", "the delivery", "our order", "the package", "the shipment"];
    private static readonly string[] Faults = ["came two weeks late", "arrived much later than promised", "was delayed again", "still has not arrived", "took three weeks"];
    private static readonly string[] Rooms = ["the penguin statue", "that penguin statue", "a penguin statue", "this penguin statue", "your penguin statue"];
    private static readonly string[] Noises = ["squeaks in the lobby", "squeaks at night", "squeaked all night", "squeaks and squeaks", "squeaks next to the lift"];

    [Fact]
    public async Task Causes_File_GivesEachLineItsRootCauseInOrderAndWritesTheCatalogue()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "in.jsonl");
        string catalogue = Path.Combine(folder.Path, "catalogue.json");
        await File.WriteAllTextAsync(file, Lines());

        CxResult result = await CxProcess.RunAsync(CxProcess.Start("causes", file, "--catalog", catalogue), "");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        JsonElement[] lines = [.. result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(0, 50), lines.Select(line => line.GetProperty("id").GetInt32()));
        Assert.All(lines, line => Assert.Equal("kept", line.GetProperty("gold").GetString()));
        Assert.All(lines, line => Assert.Equal(line.GetProperty("rootCauseId").ValueKind, line.GetProperty("rootCause").ValueKind));
        string late = Most(lines.Where((_, i) => i % 2 == 0));
        string squeak = Most(lines.Where((_, i) => i % 2 == 1));
        Assert.NotEqual(late, squeak);

        JsonElement root = JsonDocument.Parse(await File.ReadAllBytesAsync(catalogue)).RootElement;
        Dictionary<string, JsonElement> causes = root.GetProperty("rootCauses").EnumerateArray().ToDictionary(cause => cause.GetProperty("id").GetString()!);
        Assert.Contains("penguin", causes[squeak].GetProperty("label").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.All(causes.Values, cause => Assert.InRange(cause.GetProperty("examples").GetArrayLength(), 1, 3));
        Assert.Equal(lines.Count(line => line.GetProperty("rootCauseId").GetString() == squeak), causes[squeak].GetProperty("mentions").GetInt32());
    }

    [Fact]
    public async Task Causes_BadLines_AreReportedByNumberWithoutTheirTextAndTheRestGoesOn()
    {
        CxResult result = await CxProcess.RunAsync(
            CxProcess.Start("causes"),
            "{\"id\":1,\"text\":\"The delivery was late.\",\"rootCause\":\"old\"}\nprivate words\n\n{\"id\":3,\"text\":\"Livraison en retard\"}\n");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("cx: line 2 is not JSON", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("private", result.Errors, StringComparison.Ordinal);
        JsonElement[] lines = [.. result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([1, 3], lines.Select(line => line.GetProperty("id").GetInt32()));
        Assert.All(lines, line => Assert.Equal("late-delivery", line.GetProperty("rootCauseId").GetString()));
        Assert.All(lines, line => Assert.Single(line.EnumerateObject(), property => property.Name == "rootCause"));
    }

    [Fact]
    public async Task Causes_EmptyInput_GivesNothing()
    {
        CxResult result = await CxProcess.RunAsync(CxProcess.Start("causes", "-"), "\n\n");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Output);
    }

    private static string Lines()
    {
        StringBuilder lines = new();
        for (int i = 0; i < 25; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{{\"id\":{2 * i},\"text\":\"{Things[i % 5]} {Faults[i / 5]}\",\"gold\":\"kept\"}}\n");
            lines.Append(CultureInfo.InvariantCulture, $"{{\"id\":{(2 * i) + 1},\"text\":\"{Rooms[i % 5]} {Noises[i / 5]}\",\"gold\":\"kept\"}}\n");
        }

        return lines.ToString();
    }

    private static string Most(IEnumerable<JsonElement> lines) =>
        lines.Select(line => line.GetProperty("rootCauseId").GetString()).Where(id => id is not null).GroupBy(id => id!).MaxBy(group => group.Count())!.Key;
}
