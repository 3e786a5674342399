using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ingest.Signatures;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Testing.Fuzzing;

/// <summary>What a run did.</summary>
/// <param name="Items">Feedback items that came out; each was read by the contract's reader.</param>
/// <param name="ByKind">Inputs by what was damaged.</param>
/// <param name="SlowestTicks">The longest that one input took, of <see cref="TimeSpan.TicksPerSecond"/>.</param>
public sealed record FuzzReport(long Inputs, long Items, IReadOnlyDictionary<string, long> ByKind, long SlowestTicks, string Slowest);

/// <summary>An input broke something; the message says which, so that it can be made again.</summary>
public sealed class FuzzFailureException(string input, Exception cause) : Exception($"{input}: {cause.GetType().Name}: {cause.Message}", cause);

/// <summary>
/// Damaged inputs for every adapter and reader: no exception may escape, every item that comes out must be one that the contract's
/// own reader takes, and nobody is let in by a damaged signature. Input n of a seed is always the same.
/// </summary>
public sealed class FuzzRun
{
    private const int BlockInputs = 10_000;

    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly FrozenSet<string> SurveyTools = SurveyAdapters.All.Select(a => a.Source).ToFrozenSet(StringComparer.Ordinal);

    private static readonly byte[] OwnItem =
        """
        {"source":"generic","sourceId":"r-1001","kind":"survey","submittedAt":"2026-11-02T09:15:00Z","occurredAt":"2026-10-30T00:00:00Z","channel":"email","touchpoint":"delivery","language":"fr","country":"FR",
         "customer":{"id":"c-77","email":"a@example.com","segment":"premium","annualValue":2400,"currency":"EUR","renewalDate":"2027-01-15"},
         "scores":[{"type":"nps","value":3,"min":0,"max":10,"question":"q1"},{"type":"ces","value":6,"min":1,"max":7}],"expectation":{"expected":5,"actual":7,"unit":"days"},
         "causes":["late-delivery"],"comments":[{"question":"Pourquoi ?","text":"Livraison en retard."}],"attributes":{"store":"Lyon 3"}}
        """u8.ToArray();

    private static readonly byte[] OwnEnvelope = Encoding.UTF8.GetBytes($$"""{"schema":"cxfunnel.feedback/1","program":"default","receivedAt":"2026-11-02T09:15:00Z","items":[{{Encoding.UTF8.GetString(OwnItem)}}]}""");

    private readonly int _seed;
    private readonly List<(string Kind, string Name, Func<Mutator, Task<int>> Run)> _cases = [];

    public FuzzRun(FuzzCorpus corpus, int seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        _seed = seed;
        Dictionary<string, SourceMapping> mappings = corpus.Mappings.ToDictionary(m => m.Key, m => Mapping(m.Value), StringComparer.Ordinal);
        foreach (FuzzSample sample in corpus.Samples)
        {
            if (sample.IsExport || !SurveyTools.Contains(sample.Tool))
            {
                Add("export", $"{sample.Tool}/{sample.File}", m => ExportAsync(m.Mutate(sample.Bytes)));
                continue;
            }

            SourceMapping mapping = mappings[sample.Tool];
            Add("webhook", $"{sample.Tool}/{sample.File}", m => Webhook(sample, sample.Tool, m.Mutate(sample.Bytes), mapping: null));
            Add("webhook", $"{sample.Tool}/{sample.File} mapped", m => Webhook(sample, sample.Tool, m.Mutate(sample.Bytes), mapping));
            Add("webhook", $"another-tool/{sample.File}", m => Webhook(sample, "another-tool", m.Mutate(sample.Bytes), mapping: null));
        }

        byte[] definition = corpus.Samples.Any(s => s.Tool == "surveymonkey") ? [] : throw new ArgumentException("The samples of surveymonkey are missing.", nameof(corpus));
        foreach (FuzzSample response in corpus.ApiResponses)
        {
            Add("fetched", $"{response.Tool}/{response.File}", m => Fetched(response, m.Mutate(response.Bytes), m.Mutate(response.Bytes), mappings[response.Tool]));
            Add("fetched", $"{response.Tool}/{response.File} alone", m => Fetched(response, m.Mutate(response.Bytes), definition, mapping: null));
        }

        foreach ((string tool, byte[] mapping) in corpus.Mappings)
        {
            Add("mapping", tool, m => Task.FromResult(ReadMapping(m.Mutate(mapping))));
        }

        byte[] signed = corpus.Samples.First(s => s.Tool == "qualtrics").Bytes;
        foreach (string tool in (string[])["typeform", "surveymonkey", "qualtrics", "delighted", "formbricks", "tally", "zendesk", "other"])
        {
            Add("signature", tool, m => Signature(tool, m, signed));
        }

        Add("own JSON", "item", m => Task.FromResult(OwnJson(m.Mutate(OwnItem))));
        Add("own JSON", "envelope", m => Task.FromResult(EnvelopeReader.Read(m.Mutate(OwnEnvelope)) is EnvelopeReading.Malformed ? 0 : 1));
    }

    /// <summary>Tries that many inputs, on all cores.</summary>
    /// <exception cref="FuzzFailureException">One of them broke something.</exception>
    public async Task<FuzzReport> RunAsync(long inputs, CancellationToken cancellation)
    {
        FuzzReport[] blocks = new FuzzReport[(inputs + BlockInputs - 1) / BlockInputs];
        await Parallel.ForAsync(0, blocks.Length, cancellation, async (block, stop) =>
        {
            long first = (long)block * BlockInputs;
            blocks[block] = await RunBlockAsync(first, Math.Min(BlockInputs, inputs - first), stop);
        });
        FuzzReport slowest = blocks.MaxBy(b => b.SlowestTicks)!;
        return slowest with
        {
            Inputs = inputs,
            Items = blocks.Sum(b => b.Items),
            ByKind = blocks.SelectMany(b => b.ByKind).GroupBy(k => k.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(k => k.Value), StringComparer.Ordinal),
        };
    }

    private async Task<FuzzReport> RunBlockAsync(long first, long inputs, CancellationToken cancellation)
    {
        Dictionary<string, long> byKind = new(StringComparer.Ordinal);
        (long items, long slowest, string slowestName) = (0, 0, string.Empty);
        for (long number = first; number < first + inputs; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            (string kind, string name, Func<Mutator, Task<int>> run) = _cases[(int)(number % _cases.Count)];
            long started = TimeProvider.System.GetTimestamp();
            try
            {
                items += await run(new Mutator(HashCode(number)));
            }
            catch (Exception e)
            {
                throw new FuzzFailureException($"Seed {_seed}, input {number} ({kind} {name})", e);
            }

            long ticks = TimeProvider.System.GetElapsedTime(started).Ticks;
            byKind[kind] = byKind.GetValueOrDefault(kind) + 1;
            (slowest, slowestName) = ticks > slowest ? (ticks, $"input {number}, {kind} {name}") : (slowest, slowestName);
        }

        return new FuzzReport(inputs, items, byKind, slowest, slowestName);
    }

    /// <summary>Spreads the numbers: neighbours must not begin with the same damage.</summary>
    private int HashCode(long number) => (int)((((ulong)number + 1) * 0x9E37_79B9_7F4A_7C15UL) >> 32) ^ _seed;

    private void Add(string kind, string name, Func<Mutator, Task<int>> run) => _cases.Add((kind, name, run));

    private static Task<int> Webhook(FuzzSample sample, string source, byte[] body, SourceMapping? mapping) => Task.FromResult(
        Check(SurveyAdapters.For(source).Read(new SurveyRequest(source, sample.ContentType, body, ReceivedAt), mapping)));

    private static Task<int> Fetched(FuzzSample response, byte[] body, byte[] definition, SourceMapping? mapping)
    {
        IFetchedResponseReader reader = (IFetchedResponseReader)SurveyAdapters.For(response.Tool);
        SurveyRequest fetched = new(response.Tool, "application/json", body, ReceivedAt);
        return Task.FromResult(Check(reader.ReadFetched(fetched, "survey", reader.ReadDefinition(definition), mapping)));
    }

    private static async Task<int> ExportAsync(byte[] file)
    {
        int items = 0;
        try
        {
            using MemoryStream stream = new(file, writable: false);
            await foreach (ExportRow row in ExportReader.ReadAsync(stream, new ExportOptions(), CancellationToken.None))
            {
                if (row is ExportRow.Read read)
                {
                    Check(read.Item);
                    items++;
                }
            }
        }
        catch (UnreadableExportException e) when (e.Message.Length > 0)
        {
            // What it says is the answer.
        }

        return items;
    }

    private static int ReadMapping(byte[] mapping)
    {
        if (JsonBody.TryParse(mapping, out JsonDocument? json, out _))
        {
            using (json)
            {
                InputErrors errors = new();
                Require((MappingReader.Read(json!.RootElement, errors) is null) == (errors.Count > 0), "A mapping is refused without an error, or taken with one.");
            }
        }

        return 0;
    }

    private static Task<int> Signature(string tool, Mutator mutator, byte[] body)
    {
        string value = Encoding.UTF8.GetString(mutator.Mutate("v1,7xKaxrCdWXTquy7/3TgUSkqQ6Qlwd1Z3gnRxBx2Bd94="u8.ToArray()));
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in (string[])["Typeform-Signature", "Sm-Signature", "Sm-Apikey", "X-Delighted-Webhook-Signature", "webhook-id", "webhook-signature", "Tally-Signature", "X-Zendesk-Webhook-Signature", SignatureVerifier.SharedSecretHeader])
        {
            headers[name] = value;
        }

        headers["webhook-timestamp"] = headers["X-Zendesk-Webhook-Signature-Timestamp"] = value.Length % 2 == 0 ? value : "1767323045";
        Require(SignatureVerifier.Verify(tool, headers, mutator.Mutate(body), ["a-secret", "whsec_AAAA"], ReceivedAt) != SignatureResult.Valid, "A damaged signature opens the door.");
        return Task.FromResult(0);
    }

    private static int OwnJson(byte[] body)
    {
        if (!JsonBody.TryParse(body, out JsonDocument? json, out _))
        {
            return 0;
        }

        using (json)
        {
            InputErrors errors = new();
            FeedbackItem? item = FeedbackReader.Read(json!.RootElement, string.Empty, errors);
            Require(item is null == errors.Count > 0, "An item is refused without an error, or taken with one.");
            if (item is not null)
            {
                Check(item);
            }

            return item is null ? 0 : 1;
        }
    }

    private static int Check(SurveyReading reading)
    {
        if (reading is not SurveyReading.Items items)
        {
            return 0;
        }

        foreach (FeedbackItem item in items.Values)
        {
            Check(item);
        }

        return items.Values.Count;
    }

    /// <summary>The contract's reader checks every field and limit; it must find nothing.</summary>
    private static void Check(FeedbackItem item)
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(item, PipelineJson.Compact.FeedbackItem));
        InputErrors errors = new();
        FeedbackReader.Read(json.RootElement, string.Empty, errors);
        Require(errors.Count == 0, $"An item is unsound: {string.Join("; ", errors.Listed.Select(e => $"{e.Pointer} {e.Detail}"))}");
    }

    private static SourceMapping Mapping(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return MappingReader.Read(document.RootElement, new InputErrors()) ?? throw new InvalidDataException("A sample's mapping has errors.");
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
