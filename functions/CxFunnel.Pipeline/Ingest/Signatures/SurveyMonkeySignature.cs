using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>
/// SurveyMonkey: base64 of HMAC-SHA1 over the body, the key being <c>client_id&amp;client_secret</c>, which is how the secret is
/// configured here. The client id in <c>Sm-Apikey</c> must be the one in front of the first <c>&amp;</c>.
/// </summary>
internal sealed class SurveyMonkeySignature : SignatureScheme
{
    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        if (request.Header("Sm-Signature") is not { } value)
        {
            return SignatureResult.Missing;
        }

        if (request.Header("Sm-Apikey") is not { } clientId || FromBase64(value, HMACSHA1.HashSizeInBytes) is not { } given)
        {
            return SignatureResult.Invalid;
        }

        byte[] client = Encoding.UTF8.GetBytes(clientId + "&");
        return Compare(secrets, given, key => Sign(key, client, request.Body.Span));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The vendor signs with HMAC-SHA1; there is no choice.")]
    private static byte[] Sign(byte[] key, byte[] client, ReadOnlySpan<byte> body)
    {
        byte[] signature = HMACSHA1.HashData(key, body);
        bool isOurs = key.Length > client.Length && CryptographicOperations.FixedTimeEquals(key.AsSpan(0, client.Length), client);
        return isOurs ? signature : [];
    }
}
