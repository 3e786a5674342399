using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Ingest;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Fetch;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

/// <summary>Who is let in, by what is configured.</summary>
public sealed class SignedSourcesTests
{
    private static readonly byte[] Body = """{"nps":9,"id":"1","submitted_at":"2026-11-02T09:15:00Z"}"""u8.ToArray();

    [Fact]
    public async Task Take_SourceThatMustBeSignedAndHasNoSecretYet_IsRefused()
    {
        await using FetchBench bench = await FetchBench.StartAsync(("Sources:tally:MustBeSigned", "true"));

        Assert.IsType<IngestOutcome.Unauthenticated>(await TakeAsync(bench, "tally", signature: null));
        Assert.IsType<IngestOutcome.Accepted>(await TakeAsync(bench, "own-tool", signature: null));
    }

    /// <summary>Whoever knocks learns neither which sources are in use nor which have a secret.</summary>
    [Fact]
    public async Task Take_OnlySigned_AnswersUnknownUnusedAndUsedSourcesAlike()
    {
        await using FetchBench bench = await FetchBench.StartAsync(("Ingest:OnlySigned", "true"), ("Sources:tally:Secrets:0", "the-secret"), ("Sources:shop:Secrets:0", "the-secret"));
        string none = Convert.ToBase64String(HMACSHA256.HashData("none"u8, Body));
        string right = Convert.ToBase64String(HMACSHA256.HashData("the-secret"u8, Body));
        string? Reason(IngestOutcome outcome) => Assert.IsType<IngestOutcome.Unauthenticated>(outcome).Reason;

        Assert.Single(new[]
        {
            Reason(await TakeAsync(bench, "tally", signature: null)),
            Reason(await TakeAsync(bench, "typeform", signature: null)),
            Reason(await TakeAsync(bench, "shop", signature: null)),
            Reason(await TakeAsync(bench, "nobody-knows", signature: null)),
        }.Distinct());
        Assert.Single(new[]
        {
            Reason(await TakeAsync(bench, "tally", none)),
            Reason(await TakeAsync(bench, "typeform", none)),
            Reason(await TakeAsync(bench, "shop", "none")),
            Reason(await TakeAsync(bench, "nobody-knows", "none")),
        }.Distinct());
        Assert.IsNotType<IngestOutcome.Unauthenticated>(await TakeAsync(bench, "tally", right));
        Assert.IsType<IngestOutcome.Accepted>(await TakeAsync(bench, "shop", "the-secret"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Take_SecretThatIsBlank_OpensNothing(string secret)
    {
        await using FetchBench bench = await FetchBench.StartAsync(("Sources:tally:Secrets:0", secret));

        Assert.IsType<IngestOutcome.Unauthenticated>(await TakeAsync(bench, "tally", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body))));
    }

    private static Task<IngestOutcome> TakeAsync(FetchBench bench, string source, string? signature)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (signature is not null)
        {
            headers["Tally-Signature"] = signature;
            headers["Typeform-Signature"] = $"sha256={signature}";
            headers["X-CxFunnel-Secret"] = signature;
        }

        return bench.Get<SurveyIngest>().TakeAsync(new SurveyDelivery("default", source, "application/json", headers, Body, Body), CancellationToken.None);
    }
}
