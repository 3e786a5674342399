using CxFunnel.Pipeline.Ingest.Signatures;

namespace CxFunnel.Pipeline.Tests.Ingest.Signatures;

public sealed class SignatureVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly byte[] Body = "{\"a\":1}"u8.ToArray();

    [Fact]
    public void Verify_NoSecretConfigured_IsNotSigned() =>
        Assert.Equal(SignatureResult.NotSigned, Verify("typeform", [], ("Typeform-Signature", "sha256=x")));

    [Theory]
    [InlineData("typeform")]
    [InlineData("surveymonkey")]
    [InlineData("qualtrics")]
    [InlineData("delighted")]
    [InlineData("formbricks")]
    [InlineData("tally")]
    [InlineData("zendesk")]
    [InlineData("jotform")]
    [InlineData("some-tool")]
    public void Verify_NoSignature_IsMissing(string source) =>
        Assert.Equal(SignatureResult.Missing, Verify(source, ["secret"]));

    [Theory]
    [InlineData("jotform", "s3cret", SignatureResult.Valid)]
    [InlineData("some-tool", " s3cret ", SignatureResult.Valid)]
    [InlineData("some-tool", "S3cret", SignatureResult.Invalid)]
    [InlineData("some-tool", "s3cret2", SignatureResult.Invalid)]
    [InlineData("qualtrics", "s3cret", SignatureResult.Valid)] // a workflow task, which cannot sign
    [InlineData("typeform", "s3cret", SignatureResult.Missing)] // a tool that can sign has to
    public void Verify_SecretInAHeader_CountsOnlyForToolsThatCannotSign(string source, string value, SignatureResult result) =>
        Assert.Equal(result, Verify(source, ["old", "s3cret"], ("x-cxfunnel-secret", value)));

    [Theory]
    [InlineData("typeform", "Typeform-Signature", "sha256=thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=")] // HMAC of nothing with the empty key
    [InlineData("some-tool", "X-CxFunnel-Secret", "")]
    public void Verify_BlankSecret_LetsNobodyIn(string source, string header, string value) =>
        Assert.NotEqual(SignatureResult.Valid, SignatureVerifier.Verify(
            source, new Dictionary<string, string>(StringComparer.Ordinal) { [header] = value }, ReadOnlyMemory<byte>.Empty, ["", " "], Now));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("not a time")]
    public void Verify_ZendeskTimestampNotSigned_IsInvalid(string timestamp) =>
        Assert.Equal(SignatureResult.Invalid, Verify(
            "zendesk", ["s"], ("X-Zendesk-Webhook-Signature", "JLxsz8hBdAaDRVogohoyo/Bl2qdvWPR8sbutvt7cuIM="), ("X-Zendesk-Webhook-Signature-Timestamp", timestamp)));

    [Theory]
    [InlineData(299, SignatureResult.Valid)]
    [InlineData(301, SignatureResult.Stale)]
    [InlineData(-299, SignatureResult.Valid)]
    [InlineData(-301, SignatureResult.Stale)]
    public void Verify_TimeSigned_IsFreshForFiveMinutesEitherWay(int secondsOff, SignatureResult result)
    {
        foreach (string tool in (string[])["zendesk", "formbricks"])
        {
            SignatureVectorTests.Vector vector = SignatureVectorTests.Vector.Read(tool, 0);
            DateTimeOffset signedAt = tool == "zendesk"
                ? new DateTimeOffset(2025, 12, 2, 16, 41, 10, TimeSpan.Zero)
                : DateTimeOffset.FromUnixTimeSeconds(1759391396);

            Assert.Equal(result, (vector with { Now = signedAt.AddSeconds(secondsOff) }).Verify(vector.Secret));
        }
    }

    [Theory]
    [InlineData("9999999999999999999999")]
    [InlineData("-5")]
    [InlineData("9223372036854775807")]
    public void Verify_TimestampOutOfRange_DoesNotThrow(string timestamp) =>
        Assert.Equal(SignatureResult.Invalid, Verify(
            "formbricks", ["whsec_MDEyMzQ1Njc4OQ=="], ("webhook-id", "a"), ("webhook-timestamp", timestamp), ("webhook-signature", "v1,KZuSmuJ/15jIscPHDtik9wvrQD1Cmer1eSejWfmEWus=")));

    private static SignatureResult Verify(string source, string[] secrets, params (string Name, string Value)[] headers) =>
        SignatureVerifier.Verify(source, headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal), Body, secrets, Now);
}
