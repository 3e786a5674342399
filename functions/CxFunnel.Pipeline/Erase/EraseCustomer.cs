using System.Text.Json;
using System.Text.Json.Serialization;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.Learn;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Erase;

/// <summary>What was erased of one program.</summary>
/// <param name="References">Keyed hashes under which the customer was looked for; without the installation's key they name nobody.</param>
/// <param name="Feedback">Ledger rows that became tombstones.</param>
/// <param name="Days">Days that they were counted on.</param>
/// <param name="Quarantined">Inputs that were set aside and named the customer: removed, or kept without the customer's part.</param>
/// <param name="Corrections">Texts from files of corrections that named the customer; corrections of ledger rows go with their rows.</param>
public sealed record ProgramErasure(string Program, IReadOnlyList<string> References, long Feedback, IReadOnlyList<DateOnly> Days, int Quarantined, int Corrections = 0);

/// <summary>Says what was erased.</summary>
/// <param name="Seal">HMAC-SHA256, under the installation's key, of this certificate's JSON with an empty seal.</param>
/// <param name="NotReached">What may still hold the customer's words for a while, and what becomes of it.</param>
public sealed record ErasureCertificate(
    string Schema, DateTimeOffset ErasedAt, bool KeptCounts, string Engine, IReadOnlyList<ProgramErasure> Programs, IReadOnlyList<string> NotReached, string Seal)
{
    public const string SchemaName = "cxfunnel.erasure/1";
}

/// <summary>Erases a customer: texts, identity and, unless asked otherwise, counts.</summary>
public sealed class EraseCustomer(
    CustomerReferences references, Erasures erasures, LedgerEraser ledger, QuarantineEraser quarantine, CorrectionStore corrections, RollupProgram rollup, ProgramRegistry registry, QuarantineStore setAside, QuoteEraser quotes, TimeProvider clock)
{
    private static readonly string[] Remaining =
    [
        "Messages in the queues, poison queues included, and the blobs of their items: the customer's items are refused when they are counted, and go with their message.",
        "Inputs that are set aside after this moment since they cannot be read: kept until the retention of the quarantine ends, and refused when they are replayed.",
        "Uploads that are being read, and those of failed imports until the retention of their container ends: the customer's rows are refused when they are counted.",
        "Feedback that names the customer in its text alone, or by another identifier than the one given: erase by that identifier too.",
        "Names and terms of root causes, which are words that several customers used: the next run of discovery makes them without the customer's.",
        "Weights that the program's corrections taught: sums under hashed names, no words; the next training makes them without the customer's texts.",
        "Backups and exports made before.",
    ];

    /// <param name="customer">Id or e-mail address, as the source sends it.</param>
    /// <param name="program">Null for every program.</param>
    /// <param name="keepCounts">Leaves the anonymous counts; they cannot be taken back later, since nothing says any more whose they were.</param>
    /// <exception cref="Storage.StorageUnavailableException">Not finished; erase again, which goes on where it was.</exception>
    public async Task<ErasureCertificate> EraseAsync(string customer, string? program, bool keepCounts, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(customer);
        CustomerReference known = await references.GetAsync(cancellation);
        string[] programs = program is not null
            ? [program]
            : [.. (await registry.ListAsync(cancellation)).Union(await setAside.ProgramsAsync(cancellation)).Order(StringComparer.Ordinal)];
        DateTimeOffset erasedAt = clock.GetUtcNow();
        // Stored before the ledger is touched: from there on whoever writes knows of it.
        foreach (string name in programs)
        {
            await erasures.AddAsync(name, known.AllOf(name, customer), erasedAt, cancellation);
        }

        List<ProgramErasure> erased = [];
        foreach (string name in programs)
        {
            IReadOnlyList<string> refs = known.AllOf(name, customer);
            (long feedback, IReadOnlyCollection<DateOnly> days) = await ledger.EraseAsync(name, refs, keepCounts, cancellation);
            int quarantined = await quarantine.EraseAsync(name, customer, cancellation);
            int corrected = await corrections.EraseAsync(name, refs, cancellation);
            await quotes.EraseAsync(name, cancellation);
            await rollup.RollUpAsync(name, cancellation);
            erased.Add(new ProgramErasure(name, refs, feedback, [.. days.Order()], quarantined, corrected));
        }

        ErasureCertificate unsealed = new(ErasureCertificate.SchemaName, erasedAt, keepCounts, EmbeddedTextEngine.Version, erased, Remaining, Seal: string.Empty);
        return unsealed with { Seal = known.Seal(JsonSerializer.SerializeToUtf8Bytes(unsealed, ErasureJson.Default.ErasureCertificate)) };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureCertificate))]
internal sealed partial class ErasureJson : JsonSerializerContext;
