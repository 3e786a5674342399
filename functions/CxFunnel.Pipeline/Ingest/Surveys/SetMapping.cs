using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Takes a mapping that someone wrote: checks it, against their samples too, and keeps it without these.</summary>
public sealed class SetMapping(MappingStore mappings, TimeProvider clock)
{
    /// <summary>Three times as many after escaping, which still fits a row key.</summary>
    public const int MaxSurveyChars = 150;

    private const int MaxMappingChars = 256 * 1024;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="survey">Null or empty for every survey of the source that has none of its own.</param>
    /// <param name="body">A mapping as JSON, with <c>sample</c> or <c>samples</c> to check it against.</param>
    /// <returns>What is wrong; the mapping is kept when nothing is.</returns>
    /// <exception cref="Storage.StorageUnavailableException">It may be kept or not; set it again.</exception>
    public async Task<InputErrors> SetAsync(string program, string source, string? survey, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        InputErrors errors = new();
        if (survey?.Length > MaxSurveyChars)
        {
            errors.Add("/survey", $"has more than {MaxSurveyChars} characters");
            return errors;
        }

        if (Check(source, body, errors) is { } mapping)
        {
            await mappings.PutAsync(program, source, string.IsNullOrEmpty(survey) ? null : survey, mapping, cancellation);
        }

        return errors;
    }

    /// <returns>What to keep; null when something is wrong.</returns>
    private string? Check(string source, ReadOnlyMemory<byte> body, InputErrors errors)
    {
        if (!JsonBody.TryParse(body, out JsonDocument? json, out InputError? error))
        {
            errors.Add(error!.Pointer, error.Detail);
            return null;
        }

        using (json)
        {
            if (MappingReader.Read(json!.RootElement, errors) is not { } mapping)
            {
                return null;
            }

            IReadOnlyList<SurveyRequest> samples = MappingSample.Read(json.RootElement, source, clock.GetUtcNow(), errors);
            if (samples.Count > 0)
            {
                MappingSample.Check(mapping, samples, errors);
            }

            // Samples are customers' words.
            JsonObject kept = JsonObject.Create(json.RootElement)!;
            kept.Remove("sample");
            kept.Remove("samples");
            string text = kept.ToJsonString(Readable);
            if (text.Length > MaxMappingChars)
            {
                errors.Add(string.Empty, $"has more than {MaxMappingChars / 1024} K characters without its samples");
            }

            return errors.Count == 0 ? text : null;
        }
    }
}
