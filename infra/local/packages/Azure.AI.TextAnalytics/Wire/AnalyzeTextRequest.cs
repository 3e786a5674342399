using System.Text.Json;

namespace Azure.AI.TextAnalytics;

/// <param name="HintName"><c>language</c> or <c>countryHint</c>.</param>
internal readonly record struct WrittenDocument(string Id, string Text, string HintName, string Hint);

/// <summary>The body of a request.</summary>
/// <param name="Kind">Which analysis, by the service's name.</param>
/// <remarks>https://learn.microsoft.com/rest/api/language/text-analysis-runtime/analyze-text</remarks>
internal sealed record AnalyzeTextRequest(string Kind, IReadOnlyList<WrittenDocument> Documents, TextAnalyticsRequestOptions Options)
{
    /// <summary>Whether the answer counts characters; it is told to count as .NET does.</summary>
    public bool HasOffsets { get; init; }

    public bool? OpinionMining { get; init; }

    public IReadOnlyList<string> PiiCategories { get; init; } = [];

    public BinaryData ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Kind);
            WriteParameters(writer);
            writer.WriteStartObject("analysisInput");
            writer.WriteStartArray("documents");
            foreach (WrittenDocument document in Documents)
            {
                writer.WriteStartObject();
                writer.WriteString("id", document.Id);
                writer.WriteString("text", document.Text);
                writer.WriteString(document.HintName, document.Hint);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new BinaryData(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    private void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("parameters");
        if (Options.ModelVersion is { } version)
        {
            writer.WriteString("modelVersion", version);
        }

        if (Options.DisableServiceLogs is { } off)
        {
            writer.WriteBoolean("loggingOptOut", off);
        }

        if (HasOffsets)
        {
            writer.WriteString("stringIndexType", "Utf16CodeUnit");
        }

        if (OpinionMining is { } opinions)
        {
            writer.WriteBoolean("opinionMining", opinions);
        }

        if (PiiCategories.Count > 0)
        {
            writer.WriteStartArray("piiCategories");
            foreach (string category in PiiCategories)
            {
                writer.WriteStringValue(category);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
