using System.Globalization;
using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Ingest.Signatures;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Signatures;

/// <summary>Every vector of every tool that signs: the valid ones pass, each invalid one fails for its own reason.</summary>
public sealed class SignatureVectorTests
{
    private static readonly string[] Tools = ["typeform", "surveymonkey", "qualtrics", "delighted", "formbricks", "tally", "zendesk"];

    public static TheoryData<string, int> Vectors()
    {
        TheoryData<string, int> rows = [];
        foreach (string tool in Tools)
        {
            for (int i = 0; i < Sample.Json(tool, "signature-vectors.json").GetProperty("vectors").GetArrayLength(); i++)
            {
                rows.Add(tool, i);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_Vector_IsJudgedAsWritten(string tool, int index)
    {
        Vector vector = Vector.Read(tool, index);

        SignatureResult result = vector.Verify(vector.Secret);

        Assert.Equal(vector.IsValid, result == SignatureResult.Valid);
        Assert.True(vector.IsValid || result is SignatureResult.Invalid or SignatureResult.Stale, $"{result}: {vector.Why}");
        Assert.Equal(vector.Why.Contains("older than", StringComparison.Ordinal), result == SignatureResult.Stale);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_SecretsBeingRotated_TakesEither(string tool, int index)
    {
        Vector vector = Vector.Read(tool, index);

        SignatureResult result = vector.Verify("another-secret", vector.Secret, "");

        Assert.Equal(vector.IsValid, result == SignatureResult.Valid);
    }

    [Theory]
    [InlineData("typeform")]
    [InlineData("surveymonkey")]
    [InlineData("qualtrics")]
    [InlineData("delighted")]
    [InlineData("formbricks")]
    [InlineData("tally")]
    [InlineData("zendesk")]
    public void Verify_OneBitOfTheBodyChanged_IsInvalid(string tool)
    {
        Vector vector = Vector.Read(tool, 0);
        byte[] body = [.. vector.Body];
        body[^3] ^= 1;

        Assert.Equal(SignatureResult.Invalid, (vector with { Body = body }).Verify(vector.Secret));
    }

    internal sealed record Vector(string Tool, byte[] Body, string Secret, Dictionary<string, string> Headers, DateTimeOffset Now, bool IsValid, string Why)
    {
        public SignatureResult Verify(params string[] secrets) => SignatureVerifier.Verify(Tool, Headers, Body, secrets, Now);

        public static Vector Read(string tool, int index)
        {
            JsonElement file = Sample.Json(tool, "signature-vectors.json");
            JsonElement json = file.GetProperty("vectors")[index];
            Dictionary<string, string> headers = new(StringComparer.Ordinal);
            if (json.TryGetProperty("headers", out JsonElement several))
            {
                foreach (JsonProperty header in several.EnumerateObject())
                {
                    headers[header.Name.ToLowerInvariant()] = header.Value.GetString()!;
                }
            }
            else if (json.TryGetProperty("header_value", out JsonElement one))
            {
                headers[file.GetProperty("header").GetString()!] = one.GetString()!;
            }

            string secret = json.TryGetProperty("client_id", out JsonElement client)
                ? $"{client.GetString()}&{json.GetProperty("client_secret").GetString()}"
                : json.TryGetProperty("shared_key", out JsonElement key) ? key.GetString()! : json.GetProperty("secret").GetString()!;
            byte[] body = json.GetProperty("body_file").GetString() is { } name
                ? Sample.Bytes(tool, name)
                : Encoding.ASCII.GetBytes($"MSG={Uri.EscapeDataString(json.GetProperty("decoded_MSG").GetString()!)}&HMAC={json.GetProperty("HMAC").GetString()}");
            DateTimeOffset now = json.TryGetProperty("now", out JsonElement seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64())
                : tool == "zendesk" ? DateTimeOffset.Parse("2025-12-02T16:43:00Z", CultureInfo.InvariantCulture)
                : DateTimeOffset.UnixEpoch;
            return new Vector(
                tool, body, secret, headers, now, json.GetProperty("valid").GetBoolean(),
                json.TryGetProperty("why", out JsonElement why) ? why.GetString()! : string.Empty);
        }
    }
}
