using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Benchmarks.Formats;

/// <summary>One measured line: how fast, and beside what.</summary>
/// <param name="PerSecond">Rows or payloads a second of one core.</param>
/// <param name="BaselinePerSecond">The baseline in the same run.</param>
/// <param name="BytesEach">Allocated for each row or payload.</param>
public sealed record FormatResult(string Name, double PerSecond, string Baseline, double BaselinePerSecond, double BytesEach);

/// <summary>Reading exports and webhooks, without storage, each beside the bare parser of the same bytes.</summary>
public static class FormatBenchmarks
{
    /// <summary>Runs all and prints a table.</summary>
    /// <param name="smoke">A few hundred rows, to prove that it works; the numbers then say nothing.</param>
    public static async Task<IReadOnlyList<FormatResult>> RunAsync(TextWriter output, bool smoke, CancellationToken cancellation)
    {
        List<FormatResult> results = [await CsvAsync(smoke ? 2_000 : 300_000, cancellation)];
        TimeSpan atLeast = smoke ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(1);
        foreach (string payload in Payloads())
        {
            results.Add(Adapter(payload, atLeast));
        }

        results.Add(Fetched("qualtrics/01-api-response.json", definition: null, atLeast));
        results.Add(Fetched("surveymonkey/01-api-response-details-simple.json", "surveymonkey/01-api-survey-details.json", atLeast));

        await output.WriteLineAsync($"{"",-58}{"per second",14}{"baseline",14}{"ratio",8}{"bytes each",12}");
        foreach (FormatResult result in results)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Name,-58}{result.PerSecond,14:N0}{result.BaselinePerSecond,14:N0}{result.PerSecond / result.BaselinePerSecond,8:0.00}{result.BytesEach,12:N0}  {result.Baseline}"));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync("memory while a social export of so many rows is read: largest heap after a collection, and all that was allocated");
        foreach (int rows in (int[])(smoke ? [1_000, 2_000] : [10_000, 100_000, 1_000_000]))
        {
            (long heap, long allocated) = await MemoryAsync(rows, cancellation);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows,12:N0} rows {heap / 1024.0 / 1024,10:0.0} MB {allocated / 1024.0 / 1024,12:N0} MB"));
        }

        return results;
    }

    /// <summary>The largest heap seen while an export is read, beyond what was there before, and everything that was allocated for it.</summary>
    private static async Task<(long Heap, long Allocated)> MemoryAsync(int rows, CancellationToken cancellation)
    {
        const int looks = 10;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes();
        long largest = 0;
        long read = 0;
        // Short ones: an export has at most 100 MB, and a million rows are to fit.
        await using SocialExport export = new(rows, isShort: true);
        await foreach (ExportRow _ in ExportReader.ReadAsync(export, source: null, cancellation))
        {
            if (++read % (rows / looks) == 0)
            {
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        return read == rows ? (largest, GC.GetTotalAllocatedBytes() - allocated) : throw new InvalidOperationException($"{read} of {rows} rows were read.");
    }

    private static async Task<FormatResult> CsvAsync(int rows, CancellationToken cancellation)
    {
        using MemoryStream file = new();
        await using (SocialExport export = new(rows))
        {
            await export.CopyToAsync(file, cancellation);
        }

        TimeSpan ours = TimeSpan.Zero;
        TimeSpan theirs = TimeSpan.Zero;
        double bytes = 0;
        // In turns and added up, since the clock of a process is too coarse for the best of a few short rounds. Round 0 warms up.
        const int rounds = 4;
        for (int round = 0; round <= rounds; round++)
        {
            file.Position = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Cpu();
            int read = 0;
            await foreach (ExportRow row in ExportReader.ReadAsync(file, source: null, cancellation))
            {
                read += row is ExportRow.Read ? 1 : 0;
            }

            ours += round == 0 ? TimeSpan.Zero : Cpu() - started;
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)rows;
            if (read != rows)
            {
                throw new InvalidOperationException($"{read} of {rows} rows were read.");
            }

            file.Position = 0;
            TimeSpan alone = CsvHelperAlone(file, rows);
            theirs += round == 0 ? TimeSpan.Zero : alone;
        }

        return new FormatResult(
            "social export, 10 columns, rows to items", rows * rounds / ours.TotalSeconds, "CsvHelper, every field as a string", rows * rounds / theirs.TotalSeconds, bytes);
    }

    private static TimeSpan CsvHelperAlone(Stream file, int expected)
    {
        TimeSpan started = Cpu();
        using CsvReader csv = CsvReader.Create(file, new CsvReaderOptions(), leaveOpen: true);
        int read = 0;
        long chars = 0;
        while (csv.Read())
        {
            read++;
            for (int i = 0; i < csv.FieldCount; i++)
            {
                chars += csv.GetString(i).Length;
            }
        }

        // The header is a row or is not, as its options say; texts with line breaks are one row either way.
        return chars > 0 && read >= expected ? Cpu() - started : throw new InvalidOperationException($"CsvHelper read {read} of {expected} rows.");
    }

    private static FormatResult Adapter(string payload, TimeSpan atLeast)
    {
        string tool = payload[..payload.IndexOf('/', StringComparison.Ordinal)];
        string path = Path.Combine(AppContext.BaseDirectory, "Samples", payload);
        byte[] body = File.ReadAllBytes(path);
        string headers = $"{Path.ChangeExtension(path, null)}.headers.json";
        string contentType = File.Exists(headers) ? JsonDocument.Parse(File.ReadAllBytes(headers)).RootElement.GetProperty("Content-Type").GetString()! : "application/json";
        SourceMapping mapping = Mapping(tool);
        ISurveyAdapter adapter = SurveyAdapters.For(tool);
        SurveyRequest request = new(tool, contentType, body, DateTimeOffset.UnixEpoch);
        (double mapped, double bytes) = Rate(() => adapter.Read(request, mapping), atLeast);
        (double bare, _) = contentType.StartsWith("multipart", StringComparison.Ordinal) || payload.EndsWith(".form.txt", StringComparison.Ordinal)
            ? Rate(() => Encoding.UTF8.GetString(body), atLeast)
            : Rate(
                () =>
                {
                    using JsonDocument document = JsonDocument.Parse(body);
                    return document.RootElement.ValueKind;
                },
                atLeast);
        return new FormatResult(
            $"{payload} ({body.Length:N0} B)", mapped, body[0] == '{' ? "JsonDocument.Parse" : "UTF-8 to a string: no JSON", bare, bytes);
    }

    /// <summary>What the API of a tool gives, whose webhooks carry ids only. A survey's definition is read once for all of its responses, as the stage does.</summary>
    private static FormatResult Fetched(string payload, string? definition, TimeSpan atLeast)
    {
        string tool = payload[..payload.IndexOf('/', StringComparison.Ordinal)];
        byte[] body = Sample(payload);
        IFetchedResponseReader reader = (IFetchedResponseReader)SurveyAdapters.For(tool);
        SurveyDefinition? survey = definition is null ? null : reader.ReadDefinition(Sample(definition));
        SourceMapping mapping = Mapping(tool);
        SurveyRequest request = new(tool, "application/json", body, DateTimeOffset.UnixEpoch);
        (double mapped, double bytes) = Rate(() => reader.ReadFetched(request, "1", survey, mapping), atLeast);
        (double bare, _) = Rate(
            () =>
            {
                using JsonDocument document = JsonDocument.Parse(body);
                return document.RootElement.ValueKind;
            },
            atLeast);
        return new FormatResult($"{payload} ({body.Length:N0} B)", mapped, "JsonDocument.Parse", bare, bytes);
    }

    private static byte[] Sample(string payload) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", payload));

    private static SourceMapping Mapping(string tool)
    {
        using JsonDocument json = JsonDocument.Parse(Sample($"{tool}/mapping.json"));
        return MappingReader.Read(json.RootElement, new InputErrors()) ?? throw new InvalidOperationException($"The mapping of {tool} has errors.");
    }

    private static (double PerSecond, double BytesEach) Rate<T>(Func<T> action, TimeSpan atLeast)
    {
        double best = 0;
        double bytes = 0;
        // Round 0 warms up and does not count: what serves thousands a second is compiled for good after its first moments.
        for (int round = 0; round <= 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Cpu();
            int count = 0;
            while (Cpu() - started < (round == 0 ? atLeast : atLeast / 3))
            {
                for (int i = 0; i < 64; i++, count++)
                {
                    GC.KeepAlive(action());
                }
            }

            best = round == 0 ? 0 : Math.Max(best, count / (Cpu() - started).TotalSeconds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        }

        return (best, bytes);
    }

    /// <summary>Time on a core, so that what else the machine does counts little; collecting garbage is part of it.</summary>
    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;

    private static IEnumerable<string> Payloads() =>
    [
        "typeform/01-form_response-full-fr.json", "typeform/03-form_response-csat-ces-de.json", "tally/01-FORM_RESPONSE-en.json",
        "formbricks/01-responseFinished-de.json", "delighted/02-survey_response.updated-comment.json", "questionpro/03-complete_response-matrix-de.json",
        "asknicely/01-response-it.json", "zendesk/01-trigger-template-bad-en.json", "google-forms/01-form-response-envelope-it.json",
        "surveymonkey/01-webhook-response_completed.json", "qualtrics/04-webservice-task.json", "qualtrics/02-event-signed.form.txt", "jotform/01-submission-en.multipart",
    ];
}
