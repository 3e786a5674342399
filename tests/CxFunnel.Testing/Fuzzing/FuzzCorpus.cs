using System.Text.Json;

namespace CxFunnel.Testing.Fuzzing;

/// <summary>A sample as its tool sends it.</summary>
/// <param name="ContentType">As sent; null when the sample does not say.</param>
public sealed record FuzzSample(string Tool, string File, string? ContentType, byte[] Bytes)
{
    public bool IsExport => File.EndsWith(".csv", StringComparison.Ordinal) || File.EndsWith(".xlsx", StringComparison.Ordinal) || File.EndsWith(".jsonl", StringComparison.Ordinal);
}

/// <summary>What is damaged: the samples of every tool, and their mappings.</summary>
/// <param name="Samples">Bodies and files that <c>expected.json</c> names, in a fixed order.</param>
/// <param name="Mappings">By tool.</param>
/// <param name="ApiResponses">What the API of a tool gives, whose webhooks carry ids only.</param>
public sealed record FuzzCorpus(IReadOnlyList<FuzzSample> Samples, IReadOnlyDictionary<string, byte[]> Mappings, IReadOnlyList<FuzzSample> ApiResponses)
{
    /// <param name="folder">A folder a tool.</param>
    public static FuzzCorpus Load(string folder)
    {
        List<FuzzSample> samples = [];
        List<FuzzSample> responses = [];
        Dictionary<string, byte[]> mappings = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string tool = Path.GetFileName(path);
            if (File.Exists(Path.Combine(path, "mapping.json")))
            {
                mappings[tool] = File.ReadAllBytes(Path.Combine(path, "mapping.json"));
            }

            using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "expected.json")));
            samples.AddRange(expected.RootElement.GetProperty("files").EnumerateObject().Select(f => Sample(path, tool, f.Name)));
            responses.AddRange(Directory.EnumerateFiles(path, "*api-response*.json").Order(StringComparer.Ordinal).Select(f => Sample(path, tool, Path.GetFileName(f))));
        }

        return new FuzzCorpus(samples, mappings, responses);
    }

    private static FuzzSample Sample(string path, string tool, string file)
    {
        string headers = Path.Combine(path, $"{Path.GetFileNameWithoutExtension(file)}.headers.json");
        string? contentType = null;
        if (File.Exists(headers))
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(headers));
            contentType = json.RootElement.GetProperty("Content-Type").GetString();
        }

        return new FuzzSample(tool, file, contentType, File.ReadAllBytes(Path.Combine(path, file)));
    }
}
