using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Writes one value as the service takes it; the type annotation, where one is needed, is the caller's.</summary>
internal static class EdmWriter
{
    // yyyy-MM-ddTHH:mm:ss.fffffffZ
    private const int DateLength = 28;

    // -9223372036854775808 and 18446744073709551615
    private const int LongLength = 20;

    public static void WriteDate(Utf8JsonWriter writer, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[DateLength];
        value.UtcDateTime.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <exception cref="NotSupportedException">The kind is not UTC: the original refuses to guess, and so does this.</exception>
    public static void WriteDate(Utf8JsonWriter writer, DateTime value)
    {
        if (value.Kind != DateTimeKind.Utc)
        {
            throw new NotSupportedException(
                $"DateTime {value.ToString(CultureInfo.InvariantCulture)} has a Kind of {value.Kind}. It must be UTC; DateTime.SpecifyKind makes it so.");
        }

        WriteDate(writer, new DateTimeOffset(value));
    }

    /// <summary>64 bits travel as a string: not every JSON reader has integers that long.</summary>
    public static void WriteInt64(Utf8JsonWriter writer, long value)
    {
        Span<byte> text = stackalloc byte[LongLength];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public static void WriteUInt64(Utf8JsonWriter writer, ulong value)
    {
        Span<byte> text = stackalloc byte[LongLength];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    /// <summary>JSON has no word for what is not a finite number; the service reads these three.</summary>
    public static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
            return;
        }

        writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }
}
