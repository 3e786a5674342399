using System.Net;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The fields of an <c>application/x-www-form-urlencoded</c> body.</summary>
internal static class FormBody
{
    /// <summary>More fields than any survey tool posts; the rest is not read.</summary>
    private const int MaxFields = 1_000;

    /// <summary>Never throws; a body that is no form gives few fields or none; of two with one name the first counts.</summary>
    /// <returns>The bytes of each field, decoded; UTF-8 from every tool seen.</returns>
    public static Dictionary<string, ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> body)
    {
        Dictionary<string, ReadOnlyMemory<byte>> fields = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = body.Span;
        foreach (Range range in rest.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = rest[range];
            int equals = pair.IndexOf((byte)'=');
            if (equals > 0)
            {
                fields.TryAdd(Encoding.UTF8.GetString(Decode(pair[..equals])), Decode(pair[(equals + 1)..]));
            }

            if (fields.Count == MaxFields)
            {
                break;
            }
        }

        return fields;
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        byte[] bytes = encoded.ToArray();
        return WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)!;
    }
}
