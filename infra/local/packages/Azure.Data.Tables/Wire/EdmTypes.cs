using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>The type annotations that JSON's own types leave open.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations</remarks>
internal static class EdmTypes
{
    public static readonly JsonEncodedText Binary = JsonEncodedText.Encode("Edm.Binary");
    public static readonly JsonEncodedText DateTime = JsonEncodedText.Encode("Edm.DateTime");
    public static readonly JsonEncodedText Double = JsonEncodedText.Encode("Edm.Double");
    public static readonly JsonEncodedText Guid = JsonEncodedText.Encode("Edm.Guid");
    public static readonly JsonEncodedText Int64 = JsonEncodedText.Encode("Edm.Int64");
}
