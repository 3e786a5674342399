using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Cli.Importing;

/// <summary>A feedback item as one line, in the shape in which the public contract takes it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Word<FeedbackKind>), typeof(Word<FeedbackState>), typeof(Word<ScoreType>), typeof(UtcInstant)])]
[JsonSerializable(typeof(FeedbackItem))]
internal sealed partial class MappedItemJson : JsonSerializerContext
{
    // Lazy: the order in which the generated half sets its statics is not known here. The encoder leaves letters as they are; a
    // line goes to a terminal or a file, never into a page.
    private static readonly Lazy<MappedItemJson> Readable =
        new(() => new MappedItemJson(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    public static string Line(FeedbackItem item) => JsonSerializer.Serialize(item, Readable.Value.FeedbackItem);
}

/// <summary>An enum as its lower-case word.</summary>
internal sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>An instant as the contract's examples have it: UTC with a Z, fractions only where there are some.</summary>
internal sealed class UtcInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
