using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>
/// Qualtrics signs in the body: the form field <c>HMAC</c> holds the hex digits of HMAC-SHA512 over the form-decoded field
/// <c>MSG</c>. Its workflow tasks post what their author wrote and cannot sign; they carry the shared secret in a header.
/// </summary>
internal sealed class QualtricsSignature : SignatureScheme
{
    private static readonly SharedSecret Fallback = new();

    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        Dictionary<string, ReadOnlyMemory<byte>> form = FormBody.Parse(request.Body);
        if (!form.TryGetValue("HMAC", out ReadOnlyMemory<byte> hmac) || hmac.IsEmpty)
        {
            return Fallback.Verify(request, secrets);
        }

        if (!form.TryGetValue("MSG", out ReadOnlyMemory<byte> message) || FromHex(Encoding.UTF8.GetString(hmac.Span), HMACSHA512.HashSizeInBytes) is not { } given)
        {
            return SignatureResult.Invalid;
        }

        return Compare(secrets, given, key => HMACSHA512.HashData(key, message.Span));
    }
}

/// <summary>For tools that cannot sign: the secret itself in the header <c>X-CxFunnel-Secret</c>.</summary>
internal sealed class SharedSecret : SignatureScheme
{
    public override SignatureResult Verify(SignedRequest request, IReadOnlyList<string> secrets)
    {
        if (request.Header(SignatureVerifier.SharedSecretHeader) is not { } value)
        {
            return SignatureResult.Missing;
        }

        // Hashes have one length, so the time taken does not tell how long the secret is.
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(value));
        return Compare(secrets, given, key => SHA256.HashData(key));
    }
}
