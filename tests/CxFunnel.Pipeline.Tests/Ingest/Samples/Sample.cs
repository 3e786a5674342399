using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Tests.Ingest.Samples;

/// <summary>The samples beside this file: bodies and exports byte for byte as tools send them, and what they mean.</summary>
internal static class Sample
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Ingest", "Samples");

    public static byte[] Bytes(string tool, string file) => File.ReadAllBytes(Path.Combine(Folder, tool, file));

    public static bool Exists(string tool, string file) => File.Exists(Path.Combine(Folder, tool, file));

    public static JsonElement Json(string tool, string file)
    {
        using JsonDocument document = JsonDocument.Parse(Bytes(tool, file));
        return document.RootElement.Clone();
    }

    /// <summary>A blob of the inbox.</summary>
    public static IReadOnlyList<FeedbackItem> Items(byte[] json) => JsonSerializer.Deserialize(json, PipelineJson.Compact.IReadOnlyListFeedbackItem)!;

    public static SourceMapping Mapping(string tool)
    {
        InputErrors errors = new();
        SourceMapping? mapping = MappingReader.Read(Json(tool, "mapping.json"), errors);
        Assert.Empty(errors.Listed);
        return mapping!;
    }

    /// <summary>What <c>expected.json</c> says of every file of a tool.</summary>
    public static IEnumerable<(string File, JsonElement Expected)> Expectations(string tool) =>
        Json(tool, "expected.json").GetProperty("files").EnumerateObject().Select(f => (f.Name, f.Value));
}
