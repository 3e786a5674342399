using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Reads the value that a reader is on.</summary>
internal static class EdmReader
{
    /// <summary>As the annotation says; without one as a string, bool, int, long (too big for an int), double or null.</summary>
    public static object? Read(ref Utf8JsonReader reader, EdmType type)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return type switch
        {
            EdmType.Int64 => ReadInt64(ref reader),
            EdmType.DateTime => ReadDate(ref reader),
            EdmType.Binary => reader.GetBytesFromBase64(),
            EdmType.Double => ReadDouble(ref reader),
            EdmType.Guid => ReadGuid(ref reader),
            _ => reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.TryGetInt32(out int number) => number,
                JsonTokenType.Number when reader.TryGetInt64(out long number) => number,
                JsonTokenType.Number => reader.GetDouble(),
                _ => throw new NotSupportedException($"Not supported value {reader.TokenType}."),
            },
        };
    }

    public static long ReadInt64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetInt64();
        }

        return !reader.HasValueSequence && Utf8Parser.TryParse(reader.ValueSpan, out long value, out int read) && read == reader.ValueSpan.Length
            ? value
            : long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
    }

    public static double ReadDouble(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String => double.Parse(reader.GetString()!, CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException($"A stored {reader.TokenType} cannot become a {typeof(double)}."),
    };

    public static DateTimeOffset ReadDate(ref Utf8JsonReader reader) => reader.TryGetDateTimeOffset(out DateTimeOffset value)
        ? value
        : DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    public static Guid ReadGuid(ref Utf8JsonReader reader) => reader.TryGetGuid(out Guid value) ? value : Guid.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
}
