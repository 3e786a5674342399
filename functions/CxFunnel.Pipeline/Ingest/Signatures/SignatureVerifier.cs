using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Signatures;

/// <summary>Checks that a webhook comes from who knows the secret: one table for every tool that signs.</summary>
public static class SignatureVerifier
{
    /// <summary>Carries the configured secret itself, for tools that cannot sign but can add a header.</summary>
    public const string SharedSecretHeader = "X-CxFunnel-Secret";

    private static readonly FrozenDictionary<string, SignatureScheme> Schemes = new Dictionary<string, SignatureScheme>(StringComparer.Ordinal)
    {
        ["typeform"] = new HeaderSignature("Typeform-Signature", "sha256=", isHex: false),
        ["tally"] = new HeaderSignature("Tally-Signature", prefix: "", isHex: false),
        ["delighted"] = new HeaderSignature("X-Delighted-Webhook-Signature", "sha256=", isHex: true),
        ["formbricks"] = new StandardWebhooksSignature(),
        ["zendesk"] = new ZendeskSignature(),
        ["surveymonkey"] = new SurveyMonkeySignature(),
        ["qualtrics"] = new QualtricsSignature(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly SharedSecret WithoutScheme = new();

    /// <summary>Whether the tool has a signature of its own; the others can carry <see cref="SharedSecretHeader"/>.</summary>
    public static bool HasScheme(string source) => Schemes.ContainsKey(source);

    /// <summary>Checks the bytes as received, in time that depends on neither the secrets nor where a signature differs.</summary>
    /// <param name="source">The source in the route.</param>
    /// <param name="headers">As received.</param>
    /// <param name="rawBody">As received: parsing and writing it again would change it.</param>
    /// <param name="secrets">
    /// All that are active, so that they can be rotated. Empty: nothing is checked. Blank ones never match. SurveyMonkey's is
    /// <c>client_id&amp;client_secret</c>; Formbricks' starts with <c>whsec_</c>; the others are used as they stand.
    /// </param>
    /// <param name="now">For the schemes that sign a time (Formbricks, Zendesk): five minutes off is <see cref="SignatureResult.Stale"/>.</param>
    public static SignatureResult Verify(
        string source, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> rawBody, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        if (secrets.Count == 0)
        {
            return SignatureResult.NotSigned;
        }

        // An empty setting must not open the door: anyone can sign with an empty key.
        List<string> active = [.. secrets.Where(s => !string.IsNullOrWhiteSpace(s))];
        return Schemes.GetValueOrDefault(source, WithoutScheme).Verify(new SignedRequest(headers, rawBody, now), active);
    }
}
