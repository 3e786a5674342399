using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>
/// Standard Webhooks (standardwebhooks.com), as Formbricks uses it: base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, the key
/// being the base64-decoded text after <c>whsec_</c>.
/// </summary>
internal sealed class StandardWebhooksSignature : SignatureScheme
{
    /// <summary>The tolerance that the specification recommends, in either direction.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        if (request.Header("webhook-signature") is not { } list)
        {
            return SignatureResult.Missing;
        }

        if (request.Header("webhook-id") is not { } id
            || request.Header("webhook-timestamp") is not { } timestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return SignatureResult.Invalid;
        }

        byte[] signed = Concat(Encoding.UTF8.GetBytes($"{id}.{timestamp}."), request.Body);
        bool matches = false;
        // A list, so that the sender can rotate its keys; entries of other versions are skipped. The bound keeps a long header cheap.
        foreach (string entry in list.Split(' ', 9, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(8))
        {
            if (entry.StartsWith("v1,", StringComparison.Ordinal) && FromBase64(entry.AsSpan(3), HMACSHA256.HashSizeInBytes) is { } given)
            {
                matches |= Compare(secrets, given, key => HMACSHA256.HashData(key, signed), Key) == SignatureResult.Valid;
            }
        }

        return matches ? Freshness(seconds, request.Now) : SignatureResult.Invalid;
    }

    private static SignatureResult Freshness(long seconds, DateTimeOffset now) =>
        Int128.Abs((Int128)seconds - now.ToUnixTimeSeconds()) <= (long)Tolerance.TotalSeconds ? SignatureResult.Valid : SignatureResult.Stale;

    private static byte[]? Key(string secret)
    {
        ReadOnlySpan<char> base64 = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret.AsSpan(6) : secret;
        byte[] decoded = new byte[base64.Length];
        return Convert.TryFromBase64Chars(base64, decoded, out int written) && written > 0 ? decoded[..written] : null;
    }
}

/// <summary>Zendesk: base64 of HMAC-SHA256 over the timestamp header's text and the body; the secret looks like base64 and is used as text.</summary>
internal sealed class ZendeskSignature : SignatureScheme
{
    /// <summary>The vendor sets no limit; five minutes is what such schemes use.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        if (request.Header("X-Zendesk-Webhook-Signature") is not { } value)
        {
            return SignatureResult.Missing;
        }

        if (request.Header("X-Zendesk-Webhook-Signature-Timestamp") is not { } timestamp
            || FromBase64(value, HMACSHA256.HashSizeInBytes) is not { } given)
        {
            return SignatureResult.Invalid;
        }

        byte[] signed = Concat(Encoding.UTF8.GetBytes(timestamp), request.Body);
        if (Compare(secrets, given, key => HMACSHA256.HashData(key, signed)) != SignatureResult.Valid)
        {
            return SignatureResult.Invalid;
        }

        return DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset sentAt)
            && (request.Now - sentAt).Duration() <= Tolerance
            ? SignatureResult.Valid
            : SignatureResult.Stale;
    }
}
