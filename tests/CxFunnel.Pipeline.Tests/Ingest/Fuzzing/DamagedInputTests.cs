using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Signatures;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Imports;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Fuzzing;

/// <summary>
/// Whatever is done to a sample, no exception escapes, and every item that comes out of it is one that the contract's own reader
/// takes. The seeds are fixed, so a failure can be repeated.
/// </summary>
public sealed class DamagedInputTests
{
    private const int Rounds = 250;

    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string> SurveyTools() => [.. SurveyAdapters.All.Select(a => a.Source)];

    public static TheoryData<string> ExportTools() =>
        ["app-store", "brandwatch", "digimind", "google-business", "google-play", "meltwater", "mention", "qualtrics", "sprinklr", "sprout-social", "talkwalker", "x-api-v2"];

    [Theory]
    [MemberData(nameof(SurveyTools))]
    public void Adapter_DamagedWebhooks_NeverThrowsAndGivesOnlySoundItems(string tool)
    {
        SourceMapping mapping = Sample.Mapping(tool);
        Mutator mutator = new(seed: 1);
        int items = 0;
        foreach ((string file, JsonElement _) in Sample.Expectations(tool))
        {
            byte[] original = Sample.Bytes(tool, file);
            string headers = $"{Path.GetFileNameWithoutExtension(file)}.headers.json";
            string? contentType = Sample.Exists(tool, headers) ? Sample.Json(tool, headers).GetProperty("Content-Type").GetString() : "application/json";
            for (int round = 0; round < Rounds; round++)
            {
                SurveyRequest request = new(round % 3 == 0 ? "another-tool" : tool, contentType, mutator.Mutate(original), ReceivedAt);
                SurveyReading reading = SurveyAdapters.For(request.Source).Read(request, round % 2 == 0 ? mapping : null);
                CheckReading(reading);
                items += reading is SurveyReading.Items ? 1 : 0;
            }
        }

        // Damage that leaves nothing to read would test little.
        Assert.True(items > Rounds / 10, $"only {items} bodies gave an item");
    }

    [Theory]
    [InlineData("surveymonkey", "01-api-response-details-simple.json")]
    [InlineData("qualtrics", "01-api-response.json")]
    public void FetchedResponse_Damaged_NeverThrows(string tool, string file)
    {
        Mutator mutator = new(seed: 2);
        IFetchedResponseReader reader = (IFetchedResponseReader)SurveyAdapters.For(tool);
        for (int round = 0; round < Rounds * 2; round++)
        {
            byte[] definition = mutator.Mutate(Sample.Bytes("surveymonkey", "01-api-survey-details.json"));
            SurveyRequest response = new(tool, "application/json", mutator.Mutate(Sample.Bytes(tool, file)), ReceivedAt);
            CheckReading(reader.ReadFetched(response, "survey", definition, round % 2 == 0 ? Sample.Mapping(tool) : null));
        }
    }

    [Theory]
    [MemberData(nameof(ExportTools))]
    public async Task ExportReader_DamagedExports_NeverThrowsAndGivesOnlySoundItems(string tool)
    {
        Mutator mutator = new(seed: 3);
        foreach ((string file, JsonElement _) in Sample.Expectations(tool).Where(e => tool != "qualtrics" || e.File.EndsWith(".csv", StringComparison.Ordinal)))
        {
            byte[] original = Sample.Bytes(tool, file);
            for (int round = 0; round < Rounds / 2; round++)
            {
                await ReadAsync(mutator.Mutate(original));
            }
        }
    }

    [Fact]
    public void MappingReader_DamagedMappings_NeverThrows()
    {
        Mutator mutator = new(seed: 4);
        foreach (string tool in SurveyAdapters.All.Select(a => a.Source))
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (JsonBody.TryParse(mutator.Mutate(Sample.Bytes(tool, "mapping.json")), out JsonDocument? json, out _))
                {
                    using (json)
                    {
                        InputErrors errors = new();
                        SourceMapping? mapping = MappingReader.Read(json!.RootElement, errors);
                        Assert.Equal(mapping is null, errors.Count > 0);
                    }
                }
            }
        }
    }

    [Fact]
    public void SignatureVerifier_DamagedRequests_NeverThrowsAndLetsNobodyIn()
    {
        Mutator mutator = new(seed: 5);
        foreach (string tool in (string[])["typeform", "surveymonkey", "qualtrics", "delighted", "formbricks", "tally", "zendesk", "other"])
        {
            for (int round = 0; round < Rounds; round++)
            {
                byte[] body = mutator.Mutate(Sample.Bytes("qualtrics", "02-event-signed.form.txt"));
                string value = Encoding.UTF8.GetString(mutator.Mutate("v1,7xKaxrCdWXTquy7/3TgUSkqQ6Qlwd1Z3gnRxBx2Bd94="u8.ToArray()));
                Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
                foreach (string name in (string[])["Typeform-Signature", "Sm-Signature", "Sm-Apikey", "X-Delighted-Webhook-Signature", "webhook-id", "webhook-signature", "Tally-Signature", "X-Zendesk-Webhook-Signature", SignatureVerifier.SharedSecretHeader])
                {
                    headers[name] = value;
                }

                headers["webhook-timestamp"] = headers["X-Zendesk-Webhook-Signature-Timestamp"] = round % 2 == 0 ? value : "1767323045";
                Assert.NotEqual(SignatureResult.Valid, SignatureVerifier.Verify(tool, headers, body, ["a-secret", "whsec_AAAA"], ReceivedAt));
            }
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public async Task ExportReader_EveryLineOpensAQuote_EndsInTimeAndReportsIt(int lines)
    {
        byte[] file = Encoding.UTF8.GetBytes("Query Id,Date,Full Text,Resource Id\n" + string.Concat(Enumerable.Repeat("1,2025-01-01,\"a,b\n1,2025-01-01,\"\"\"c,d\n", lines)));

        List<ExportRow> rows = await ReadAsync(file);

        Assert.NotEmpty(rows.OfType<ExportRow.Rejected>());
    }

    [Fact]
    public void Adapter_ManyAnswersAndDeepNesting_EndInTime()
    {
        string many = string.Concat(Enumerable.Repeat("""{"type":"number","number":5,"field":{"id":"a","type":"nps"}},""", 60_000)).TrimEnd(',');
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 5_000));
        foreach (string body in (string[])[$$$"""{"event_type":"form_response","form_response":{"token":"t","answers":[{{{many}}}]}}""", deep, $"[{deep}"])
        {
            foreach (ISurveyAdapter adapter in SurveyAdapters.All)
            {
                CheckReading(adapter.Read(new SurveyRequest(adapter.Source, null, Encoding.UTF8.GetBytes(body), ReceivedAt), mapping: null));
            }
        }
    }

    private static void CheckReading(SurveyReading reading)
    {
        if (reading is SurveyReading.Items items)
        {
            Assert.All(items.Values, CheckItem);
        }
    }

    private static async Task<List<ExportRow>> ReadAsync(byte[] file)
    {
        try
        {
            List<ExportRow> rows = await Export.ReadAsync(file);
            Assert.All(rows.OfType<ExportRow.Read>(), r => CheckItem(r.Item));
            return rows;
        }
        catch (UnreadableExportException e)
        {
            Assert.NotEmpty(e.Message);
            return [];
        }
    }

    /// <summary>The contract's reader checks every field and limit; it must find nothing.</summary>
    private static void CheckItem(FeedbackItem item)
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(item, PipelineJson.Compact.FeedbackItem));
        InputErrors errors = new();
        FeedbackReader.Read(json.RootElement, string.Empty, errors);
        Assert.Empty(errors.Listed);
    }
}
