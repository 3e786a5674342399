using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>
/// Writes and reads values of one .NET type. Reading is as strict as the original: the type of the member decides, and a
/// stored value of another type throws rather than being bent, so that a wrong model shows here and not in Azure.
/// </summary>
internal abstract class EdmCodec<T>
{
    public static EdmCodec<T> Default { get; } = (EdmCodec<T>)EdmCodecs.Create(typeof(T));

    /// <summary>The annotation that goes with every value; null when JSON's own type says it.</summary>
    public virtual JsonEncodedText? Annotation => null;

    public abstract void Write(Utf8JsonWriter writer, T value);

    public abstract T Read(ref Utf8JsonReader reader);

    private protected static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (reader.TokenType != expected)
        {
            throw new InvalidCastException($"A stored {reader.TokenType} cannot become a {typeof(T)}.");
        }
    }
}

internal static class EdmCodecs
{
    public static object Create(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is Type inner)
        {
            return Generic(typeof(NullableCodec<>), inner);
        }

        if (type.IsEnum)
        {
            return Generic(typeof(EnumCodec<>), type);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new StringCodec(),
            TypeCode.Int32 => new Int32Codec(),
            TypeCode.Int64 => new Int64Codec(),
            TypeCode.UInt64 => new UInt64Codec(),
            TypeCode.Double => new DoubleCodec(),
            TypeCode.Boolean => new BooleanCodec(),
            TypeCode.DateTime => new DateTimeCodec(),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffsetCodec(),
            _ when type == typeof(Guid) => new GuidCodec(),
            _ when type == typeof(byte[]) => new BinaryCodec(),
            _ when type == typeof(BinaryData) => new BinaryDataCodec(),
            _ when type == typeof(ETag) => new ETagCodec(),
            _ => Generic(typeof(UnsupportedCodec<>), type),
        };
    }

    private static object Generic(Type codec, Type argument) => Activator.CreateInstance(codec.MakeGenericType(argument))!;
}

internal sealed class StringCodec : EdmCodec<string>
{
    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    // What is not a string reads as none, as in the original.
    public override string Read(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : null!;
}

internal sealed class Int32Codec : EdmCodec<int>
{
    public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override int Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.TryGetInt32(out int value) ? value : throw new InvalidCastException("The stored number is not a 32-bit integer.");
    }
}

internal sealed class Int64Codec : EdmCodec<long>
{
    public override JsonEncodedText? Annotation => EdmTypes.Int64;

    public override void Write(Utf8JsonWriter writer, long value) => EdmWriter.WriteInt64(writer, value);

    public override long Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return EdmReader.ReadInt64(ref reader);
    }
}

internal sealed class UInt64Codec : EdmCodec<ulong>
{
    public override JsonEncodedText? Annotation => EdmTypes.Int64;

    public override void Write(Utf8JsonWriter writer, ulong value) => EdmWriter.WriteUInt64(writer, value);

    public override ulong Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return ulong.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
    }
}

internal sealed class DoubleCodec : EdmCodec<double>
{
    public override JsonEncodedText? Annotation => EdmTypes.Double;

    public override void Write(Utf8JsonWriter writer, double value) => EdmWriter.WriteDouble(writer, value);

    public override double Read(ref Utf8JsonReader reader) => EdmReader.ReadDouble(ref reader);
}

internal sealed class BooleanCodec : EdmCodec<bool>
{
    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override bool Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new InvalidCastException($"A stored {reader.TokenType} cannot become a {typeof(bool)}."),
    };
}

internal sealed class DateTimeOffsetCodec : EdmCodec<DateTimeOffset>
{
    public override JsonEncodedText? Annotation => EdmTypes.DateTime;

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value) => EdmWriter.WriteDate(writer, value);

    public override DateTimeOffset Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return EdmReader.ReadDate(ref reader);
    }
}

internal sealed class DateTimeCodec : EdmCodec<DateTime>
{
    public override JsonEncodedText? Annotation => EdmTypes.DateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value) => EdmWriter.WriteDate(writer, value);

    public override DateTime Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return EdmReader.ReadDate(ref reader).UtcDateTime;
    }
}

internal sealed class GuidCodec : EdmCodec<Guid>
{
    public override JsonEncodedText? Annotation => EdmTypes.Guid;

    public override void Write(Utf8JsonWriter writer, Guid value) => writer.WriteStringValue(value);

    public override Guid Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return EdmReader.ReadGuid(ref reader);
    }
}

internal sealed class BinaryCodec : EdmCodec<byte[]>
{
    public override JsonEncodedText? Annotation => EdmTypes.Binary;

    public override void Write(Utf8JsonWriter writer, byte[] value) => writer.WriteBase64StringValue(value);

    public override byte[] Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.GetBytesFromBase64();
    }
}

internal sealed class BinaryDataCodec : EdmCodec<BinaryData>
{
    public override JsonEncodedText? Annotation => EdmTypes.Binary;

    public override void Write(Utf8JsonWriter writer, BinaryData value) => writer.WriteBase64StringValue(value.ToMemory().Span);

    public override BinaryData Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return new BinaryData(reader.GetBytesFromBase64());
    }
}

/// <summary>Read from the system property; never sent.</summary>
internal sealed class ETagCodec : EdmCodec<ETag>
{
    public override void Write(Utf8JsonWriter writer, ETag value) => throw new NotSupportedException("An ETag is kept by the service.");

    public override ETag Read(ref Utf8JsonReader reader) => new(reader.GetString()!);
}

internal sealed class EnumCodec<T> : EdmCodec<T>
    where T : struct, Enum
{
    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(value.ToString());

    public override T Read(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return Enum.Parse<T>(reader.GetString()!);
    }
}

internal sealed class NullableCodec<T> : EdmCodec<T?>
    where T : struct
{
    private readonly EdmCodec<T> _inner = EdmCodec<T>.Default;

    public override JsonEncodedText? Annotation => _inner.Annotation;

    public override void Write(Utf8JsonWriter writer, T? value) => _inner.Write(writer, value!.Value);

    public override T? Read(ref Utf8JsonReader reader) => _inner.Read(ref reader);
}

/// <summary>A type that the service has no column for. The original drops or bends it in silence; here it is an error.</summary>
internal sealed class UnsupportedCodec<T> : EdmCodec<T>
{
    public override void Write(Utf8JsonWriter writer, T value) => throw Unsupported();

    public override T Read(ref Utf8JsonReader reader) => throw Unsupported();

    private static NotSupportedException Unsupported() =>
        new($"Not supported type {typeof(T)}. Mark the member with IgnoreDataMember, or store it as a type that the table service has.");
}
