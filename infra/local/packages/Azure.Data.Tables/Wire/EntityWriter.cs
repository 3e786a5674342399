using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Writes an entity as one JSON object: its keys and properties, without what the service keeps itself.</summary>
internal static class EntityWriter
{
    // The longest property name that the service takes is 255; longer ones are sent for it to refuse.
    private const int AnnotationLength = 255 + 11;

    // Escaping what HTML needs would swell texts and change nothing: this JSON is only ever a request body.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Utf8JsonWriter CreateWriter(PooledRequestContent content) => new(content, Options);

    public static void Write(Utf8JsonWriter writer, ITableEntity entity)
    {
        writer.WriteStartObject();
        switch (entity)
        {
            case TableEntity dictionary:
                foreach ((string name, object value) in dictionary.Properties)
                {
                    WriteProperty(writer, name, value);
                }

                break;
            case IDictionary<string, object> dictionary:
                foreach ((string name, object value) in dictionary)
                {
                    WriteProperty(writer, name, value);
                }

                break;
            default:
                EntityModel.Of(entity.GetType()).Write(writer, entity);
                break;
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, object? value)
    {
        if (name is EntityProperties.ETag or EntityProperties.Timestamp)
        {
            return;
        }

        writer.WritePropertyName(name);
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case long number:
                EdmWriter.WriteInt64(writer, number);
                Annotate(writer, name, EdmTypes.Int64);
                break;
            case double number:
                EdmWriter.WriteDouble(writer, number);
                Annotate(writer, name, EdmTypes.Double);
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                Annotate(writer, name, EdmTypes.Binary);
                break;
            case BinaryData bytes:
                writer.WriteBase64StringValue(bytes.ToMemory().Span);
                Annotate(writer, name, EdmTypes.Binary);
                break;
            case DateTimeOffset date:
                EdmWriter.WriteDate(writer, date);
                Annotate(writer, name, EdmTypes.DateTime);
                break;
            case DateTime date:
                EdmWriter.WriteDate(writer, date);
                Annotate(writer, name, EdmTypes.DateTime);
                break;
            case Guid id:
                writer.WriteStringValue(id);
                Annotate(writer, name, EdmTypes.Guid);
                break;
            case ulong number:
                EdmWriter.WriteUInt64(writer, number);
                Annotate(writer, name, EdmTypes.Int64);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case Enum:
                throw new NotSupportedException("Enum values are only supported for custom model types implementing ITableEntity.");
            default:
                throw new NotSupportedException($"Not supported type {value.GetType()} of property {name}.");
        }
    }

    private static void Annotate(Utf8JsonWriter writer, string name, JsonEncodedText type)
    {
        Span<char> annotation = name.Length <= AnnotationLength - EntityProperties.TypeSuffix.Length
            ? stackalloc char[AnnotationLength]
            : new char[name.Length + EntityProperties.TypeSuffix.Length];
        name.CopyTo(annotation);
        EntityProperties.TypeSuffix.CopyTo(annotation[name.Length..]);
        writer.WriteString(annotation[..(name.Length + EntityProperties.TypeSuffix.Length)], type);
    }
}
