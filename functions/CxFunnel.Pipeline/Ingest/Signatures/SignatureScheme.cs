using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>What a signer hashes, beside the secret.</summary>
/// <param name="Headers">Looked up without regard to case.</param>
/// <param name="Body">Bytes as received.</param>
/// <param name="Now">For schemes that sign a time.</param>
internal sealed record SignedRequest(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset Now)
{
    /// <summary>The header's value; null when it is missing or blank.</summary>
    public string? Header(string name)
    {
        if (!Headers.TryGetValue(name, out string? value))
        {
            // The caller's dictionary may compare with case; header names do not.
            value = Headers.FirstOrDefault(h => name.Equals(h.Key, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }
}

/// <summary>How one tool signs.</summary>
internal abstract class SignatureScheme
{
    /// <summary>Checks against every secret, so that the time taken does not tell which one matched.</summary>
    /// <param name="request">As received.</param>
    /// <param name="secrets">Not blank; at least one.</param>
    public abstract SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets);

    /// <summary>Hex digits of either case; null when it is not hex of <paramref name="bytes"/> bytes.</summary>
    protected static byte[]? FromHex(ReadOnlySpan<char> hex, int bytes)
    {
        byte[] decoded = new byte[bytes];
        return hex.Length == bytes * 2
            && Convert.FromHexString(hex, decoded, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == bytes
            ? decoded
            : null;
    }

    /// <summary>Standard base64 with padding; null when it is not base64 of <paramref name="bytes"/> bytes.</summary>
    protected static byte[]? FromBase64(ReadOnlySpan<char> base64, int bytes)
    {
        byte[] decoded = new byte[bytes];
        return base64.Length <= Base64.GetMaxEncodedToUtf8Length(bytes) && Convert.TryFromBase64Chars(base64, decoded, out int written) && written == bytes
            ? decoded
            : null;
    }

    protected static SignatureResult Compare(IReadOnlyList<string> secrets, byte[] given, Func<byte[], byte[]> sign, Func<string, byte[]?>? key = null)
    {
        bool matches = false;
        foreach (string secret in secrets)
        {
            byte[]? secretKey = key is null ? Encoding.UTF8.GetBytes(secret) : key(secret);
            matches |= secretKey is not null && CryptographicOperations.FixedTimeEquals(sign(secretKey), given);
        }

        return matches ? SignatureResult.Valid : SignatureResult.Invalid;
    }

    protected static byte[] Concat(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body)
    {
        byte[] signed = new byte[head.Length + body.Length];
        head.CopyTo(signed);
        body.Span.CopyTo(signed.AsSpan(head.Length));
        return signed;
    }
}
