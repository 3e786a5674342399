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

    /// <exception cref="JsonException">No such message.</exception>
    public static FetchResponseV1 FetchResponse(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize(message.Span, PipelineJson.Compact.FetchResponseV1) is { Schema: FetchResponseV1.SchemaName } request
        && Names.IsValid(request.Program) && Names.IsValid(request.Source) && request is { SurveyId: not null, ResponseId: not null, Notification: not null }
            ? request
            : throw new JsonException("The message asks for no response.");

    /// <returns>The program.</returns>
    /// <exception cref="JsonException">No such message.</exception>
    public static string Rollup(ReadOnlyMemory<byte> message) =>
        JsonSerializer.Deserialize(message.Span, PipelineJson.Compact.RollupDoorbellV1)?.Program is { } program && Names.IsValid(program)
            ? program
            : throw new JsonException("The message names no program.");
}
