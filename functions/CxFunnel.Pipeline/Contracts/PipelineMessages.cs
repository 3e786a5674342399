using System.Text.Json;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>The messages of the pipeline's own queues, read. One that cannot be read throws, and ends in its poison queue.</summary>
public static class PipelineMessages
{
    /// <returns>The import's id.</returns>
    /// <exception cref="JsonException">No such message.</exception>
    public static string ReadImport(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize(message.Span, PipelineJson.Compact.ReadImportV1)?.Id is { } id && Names.IsValid(id)
            ? id
            : throw new JsonException("The message names no import.");

    /// <returns>The program.</returns>
    /// <exception cref="JsonException">No such message.</exception>
    public static string Rollup(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize(message.Span, PipelineJson.Compact.RollupDoorbellV1)?.Program is { } program && Names.IsValid(program)
            ? program
            : throw new JsonException("The message names no program.");
}
