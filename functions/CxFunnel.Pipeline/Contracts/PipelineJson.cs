using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>JSON of everything that is stored or queued; nulls are left out, enums are lower-case words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LowerCaseEnum<FeedbackKind>), typeof(LowerCaseEnum<FeedbackState>), typeof(LowerCaseEnum<ScoreType>)])]
[JsonSerializable(typeof(FeedbackEnvelopeV1))]
[JsonSerializable(typeof(FeedbackItem))]
[JsonSerializable(typeof(IReadOnlyList<FeedbackItem>))]
[JsonSerializable(typeof(ImportPart))]
[JsonSerializable(typeof(FetchResponseV1))]
[JsonSerializable(typeof(ReadImportV1))]
[JsonSerializable(typeof(RollupDoorbellV1))]
[JsonSerializable(typeof(SurveyPreview))]
internal sealed partial class PipelineJson : JsonSerializerContext
{
    private static readonly Lazy<PipelineJson> CompactContext =
        new(() => new PipelineJson(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>
    /// Letters stay letters: the default encoder spells every é as six characters, which would halve what fits in a message.
    /// What it makes is stored and queued, never put into a page.
    /// </summary>
    public static PipelineJson Compact => CompactContext.Value;
}

/// <summary>An enum as its lower-case word, the form that the contract uses.</summary>
internal sealed class LowerCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
