using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>What an annotation in a response says about the value that it goes with.</summary>
internal enum EdmType
{
    /// <summary>No annotation, or one that JSON's own type already says.</summary>
    AsInJson,
    Binary,
    DateTime,
    Double,
    Guid,
    Int64,
}

internal static class EdmTypeAnnotation
{
    /// <exception cref="NotSupportedException">The service named a type that does not exist there.</exception>
    public static EdmType Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("Edm.Int64"u8))
        {
            return EdmType.Int64;
        }

        if (reader.ValueTextEquals("Edm.DateTime"u8))
        {
            return EdmType.DateTime;
        }

        if (reader.ValueTextEquals("Edm.Binary"u8))
        {
            return EdmType.Binary;
        }

        if (reader.ValueTextEquals("Edm.Double"u8))
        {
            return EdmType.Double;
        }

        if (reader.ValueTextEquals("Edm.Guid"u8))
        {
            return EdmType.Guid;
        }

        return reader.ValueTextEquals("Edm.String"u8) || reader.ValueTextEquals("Edm.Int32"u8) || reader.ValueTextEquals("Edm.Boolean"u8)
            ? EdmType.AsInJson
            : throw new NotSupportedException($"Not supported type {reader.GetString()}.");
    }
}
