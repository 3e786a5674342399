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
        foreach (string payload in Payloads())
        {
            results.Add(Adapter(payload, smoke ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(1)));
        }

        await output.WriteLineAsync($"{"",-58}{"per second",14}{"baseline",14}{"ratio",8}{"bytes each",12}");
        foreach (FormatResult result in results)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Name,-58}{result.PerSecond,14:N0}{result.BaselinePerSecond,14:N0}{result.PerSecond / result.BaselinePerSecond,8:0.00}{result.BytesEach,12:N0}  {result.Baseline}"));
        }

        return results;
    }

    /// <summary>Proves that memory stays flat: the largest heap seen while a long export is read.</summary>
    public static async Task<long> LargestHeapAsync(int rows, CancellationToken cancellation)
    {
        long largest = 0;
        long read = 0;
        await using SocialExport export = new(rows);
        await foreach (ExportRow _ in ExportReader.ReadAsync(export, source: null, cancellation))
        {
            if (++read % 50_000 == 0)
            {
                largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        return read == rows ? largest : throw new InvalidOperationException($"{read} of {rows} rows were read.");
    }

    private static async Task<FormatResult> CsvAsync(int rows, CancellationToken cancellation)
    {
        using MemoryStream file = new();
        await using (SocialExport export = new(rows))
        {
            await export.CopyToAsync(file, cancellation);
        }

        double ours = 0;
        double theirs = 0;
        double bytes = 0;
        // Best of three: what the machine can do when nothing else runs.
        for (int round = 0; round < 3; round++)
        {
            file.Position = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Cpu();
            int read = 0;
            await foreach (ExportRow row in ExportReader.ReadAsync(file, source: null, cancellation))
            {
                read += row is ExportRow.Read ? 1 : 0;
            }

            ours = Math.Max(ours, read / (Cpu() - started).TotalSeconds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)rows;
            if (read != rows)
            {
                throw new InvalidOperationException($"{read} of {rows} rows were read.");
            }

            file.Position = 0;
            theirs = Math.Max(theirs, CsvHelperAlone(file));
        }

        return new FormatResult("social export, 10 columns, rows to items", ours, "CsvHelper, every field as a string", theirs, bytes);
    }

    private static double CsvHelperAlone(Stream file)
    {
        TimeSpan started = Cpu();
        using CsvReader csv = CsvReader.Create(file, new CsvReaderOptions(), leaveOpen: true);
        int rows = 0;
        long chars = 0;
        while (csv.Read())
        {
            rows++;
            for (int i = 0; i < csv.FieldCount; i++)
            {
                chars += csv.GetString(i).Length;
            }
        }

        return chars > 0 ? rows / (Cpu() - started).TotalSeconds : 0;
    }

    private static FormatResult Adapter(string payload, TimeSpan atLeast)
    {
        string tool = payload[..payload.IndexOf('/', StringComparison.Ordinal)];
        string path = Path.Combine(AppContext.BaseDirectory, "Samples", payload);
        byte[] body = File.ReadAllBytes(path);
        string headers = $"{Path.ChangeExtension(path, null)}.headers.json";
        string contentType = File.Exists(headers) ? JsonDocument.Parse(File.ReadAllBytes(headers)).RootElement.GetProperty("Content-Type").GetString()! : "application/json";
        InputErrors errors = new();
        using JsonDocument mappingJson = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", tool, "mapping.json")));
        SourceMapping mapping = MappingReader.Read(mappingJson.RootElement, errors) ?? throw new InvalidOperationException($"The mapping of {tool} has errors.");
        ISurveyAdapter adapter = SurveyAdapters.For(tool);
        SurveyRequest request = new(tool, contentType, body, DateTimeOffset.UnixEpoch);
        (double mapped, double bytes) = Rate(() => adapter.Read(request, mapping), atLeast);
        (double bare, _) = contentType.StartsWith("multipart", StringComparison.Ordinal)
            ? Rate(() => Encoding.UTF8.GetString(body), atLeast)
            : Rate(
                () =>
                {
                    using JsonDocument document = JsonDocument.Parse(body);
                    return document.RootElement.ValueKind;
                },
                atLeast);
        return new FormatResult($"{payload} ({body.Length:N0} B)", mapped, "JsonDocument.Parse", bare, bytes);
    }

    private static (double PerSecond, double BytesEach) Rate<T>(Func<T> action, TimeSpan atLeast)
    {
        double best = 0;
        double bytes = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan started = Cpu();
            int count = 0;
            while (Cpu() - started < atLeast / 3)
            {
                for (int i = 0; i < 64; i++, count++)
                {
                    GC.KeepAlive(action());
                }
            }

            best = Math.Max(best, count / (Cpu() - started).TotalSeconds);
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
        "surveymonkey/01-webhook-response_completed.json", "jotform/01-submission-en.multipart",
    ];
}
