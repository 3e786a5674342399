using System.Security.Cryptography;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>One header with an HMAC-SHA256 of the raw body: the form of Typeform, Delighted and Tally, which differ in spelling.</summary>
/// <param name="header">The header's name.</param>
/// <param name="prefix">What stands before the digits; empty for nothing. It must be there, and nothing else may.</param>
/// <param name="isHex">Hex digits; else base64.</param>
internal sealed class HeaderSignature(string header, string prefix, bool isHex) : SignatureScheme
{
    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        if (request.Header(header) is not { } value)
        {
            return SignatureResult.Missing;
        }

        if (!value.StartsWith(prefix, StringComparison.Ordinal))
        {
            return SignatureResult.Invalid;
        }

        ReadOnlySpan<char> digits = value.AsSpan(prefix.Length);
        byte[]? given = isHex ? FromHex(digits, HMACSHA256.HashSizeInBytes) : FromBase64(digits, HMACSHA256.HashSizeInBytes);
        return given is null
            ? SignatureResult.Invalid
            : Compare(secrets, given, key => HMACSHA256.HashData(key, request.Body.Span));
    }
}
