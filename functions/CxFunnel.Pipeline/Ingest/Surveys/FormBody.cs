using System.Net;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The fields of an <c>application/x-www-form-urlencoded</c> body; of two with one name the first counts.</summary>
internal sealed class FormBody
{
    /// <summary>More fields than any survey tool posts; the rest is not read.</summary>
    private const int MaxFields = 1_000;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private FormBody()
    {
    }

    public int Count => _fields.Count;

    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>The decoded value; null when there is no such field.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Never throws; a body that is no form gives few fields or none.</summary>
    public static FormBody Parse(ReadOnlyMemory<byte> body)
    {
        FormBody form = new();
        ReadOnlySpan<byte> rest = body.Span;
        foreach (Range range in rest.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = rest[range];
            int equals = pair.IndexOf((byte)'=');
            if (equals > 0)
            {
                form._fields.TryAdd(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
            }

            if (form.Count == MaxFields)
            {
                break;
            }
        }

        return form;
    }

    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        byte[] bytes = encoded.ToArray();
        return Encoding.UTF8.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)!);
    }
}
