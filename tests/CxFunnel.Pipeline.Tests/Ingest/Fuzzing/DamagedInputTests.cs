using System.Globalization;
using System.Text;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Imports;
using CxFunnel.Testing.Fuzzing;

namespace CxFunnel.Pipeline.Tests.Ingest.Fuzzing;

/// <summary>
/// Whatever is done to a sample, no exception escapes, and every item that comes out of it is one that the contract's own reader
/// takes. The seeds are fixed, so a failure can be repeated. More of the same, and with other seeds: <c>./cx bench fuzz</c>.
/// </summary>
public sealed class DamagedInputTests
{
    /// <summary>Set it to damage as many samples as one likes.</summary>
    private const string InputsSetting = "CXFUNNEL_FUZZ_INPUTS";
    private const int UsualInputs = 1_000_000;

    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task AdaptersAndReaders_DamagedSamples_NeverThrowAndGiveOnlySoundItems()
    {
        long inputs = Environment.GetEnvironmentVariable(InputsSetting) is { Length: > 0 } asked ? long.Parse(asked, CultureInfo.InvariantCulture) : UsualInputs;
        FuzzRun run = new(FuzzCorpus.Load(Path.Combine(AppContext.BaseDirectory, "Ingest", "Samples")), seed: 1);

        FuzzReport report = await run.RunAsync(inputs, CancellationToken.None);

        // Damage that leaves nothing to read would test little.
        Assert.True(report.Items > inputs / 5, $"only {report.Items} items came out");
        Assert.Equal(["export", "fetched", "mapping", "own JSON", "signature", "webhook"], report.ByKind.Keys.Order(StringComparer.Ordinal));
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
                Assert.NotNull(adapter.Read(new SurveyRequest(adapter.Source, null, Encoding.UTF8.GetBytes(body), ReceivedAt), mapping: null));
            }
        }
    }

    private static async Task<List<ExportRow>> ReadAsync(byte[] file)
    {
        try
        {
            return await Export.ReadAsync(file);
        }
        catch (UnreadableExportException e)
        {
            Assert.NotEmpty(e.Message);
            return [];
        }
    }
}
