using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Testing.Simulation;

/// <summary>
/// What the ledger must hold, worked out from the messages that became durable and from the promises alone: no code of the
/// pipeline decides or adds anything here.
/// </summary>
public sealed class LedgerOracle
{
    private readonly SortedDictionary<string, Identity> _identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Identity> _byFeedbackId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Program, string Customer), Erasure> _erasures = [];

    /// <summary>Every feedback that reached the queue, by program and identity.</summary>
    public IReadOnlyDictionary<string, Identity> Identities => _identities;

    /// <summary>The customers who were erased.</summary>
    public IReadOnlyDictionary<(string Program, string Customer), Erasure> Erasures => _erasures;

    /// <summary>Hears that an operator holds the certificate of an erasure.</summary>
    public void Erase(string program, string customer, Erasure erasure)
    {
        Erasure before = _erasures.GetValueOrDefault((program, customer)) ?? erasure;
        _erasures[(program, customer)] = new Erasure(
            Later(before.UpTo, erasure.UpTo), Later(before.StoredUpTo, erasure.StoredUpTo), before.EndedAt > erasure.EndedAt ? before.EndedAt : erasure.EndedAt, before.KeepsCounts || erasure.KeepsCounts, before.TakesCounts || erasure.TakesCounts);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Whose feedback a row of the ledger is. The keys are the pipeline's own; what stands behind them is not.</summary>
    public Identity? Find(string feedbackId) => _byFeedbackId.GetValueOrDefault(feedbackId);

    /// <summary>Hears of a message as it becomes durable.</summary>
    /// <param name="readBlob">Reads a blob of the inbox.</param>
    /// <param name="at">When, since the beginning.</param>
    public void Take(byte[] message, Func<string, byte[]?> readBlob, TimeSpan at)
    {
        using JsonDocument envelope = JsonDocument.Parse(message);
        JsonElement root = envelope.RootElement;
        string program = root.GetProperty("program").GetString()!;
        DateTimeOffset receivedAt = root.TryGetProperty("receivedAt", out JsonElement received) ? received.GetDateTimeOffset() : SimulatedClock.Beginning + at;
        string? import = root.TryGetProperty("import", out JsonElement part)
            ? $"{part.GetProperty("id").GetString()} {part.GetProperty("chunk").GetInt32():D6}"
            : null;
        if (!root.TryGetProperty("itemsBlob", out JsonElement blob))
        {
            Take(root.GetProperty("items"), (EnvelopeReading.Read)EnvelopeReader.Read(message));
            return;
        }

        // A blob that is gone was counted before this late repeat of its message.
        if (readBlob(blob.GetString()!) is { } content)
        {
            using JsonDocument items = JsonDocument.Parse(content);
            Take(items.RootElement, (EnvelopeReading.Read)EnvelopeReader.ReadItems(((EnvelopeReading.InBlob)EnvelopeReader.Read(message)).Envelope, content));
        }

        void Take(JsonElement items, EnvelopeReading.Read reading)
        {
            int index = 0;
            int sound = 0;
            foreach (JsonElement item in items.EnumerateArray())
            {
                if (item.TryGetProperty("submittedAt", out _))
                {
                    string json = item.GetRawText();
                    string tag = SimulatedTraffic.TagIn(json);
                    string identity = Text(item, "sourceId") is { } id ? $"{program}/{Text(item, "source") ?? "generic"}/{id}" : $"{program}//{tag}";
                    if (!_identities.TryGetValue(identity, out Identity? known))
                    {
                        _identities[identity] = known = new Identity(program, this);
                    }

                    known.Take(tag, json, new Receipt(receivedAt, import is null ? null : $"{import} {index:D5}"), at);
                    _byFeedbackId[FeedbackId.Of(program, reading.Items[sound++])] = known;
                }

                index++;
            }
        }
    }

    /// <summary>What one feedback adds to the sums of its day.</summary>
    /// <returns>Nothing for one that is withdrawn, and for one that is partial where these are never counted.</returns>
    /// <param name="causes">Its root causes.</param>
    /// <param name="countsPartial">Whether a partial response counts, its time being up.</param>
    public static IEnumerable<(DateOnly Day, string Dimension, string Value, Tally Tally)> Contribution(
        string program, string json, IReadOnlyList<string> causes, bool countsPartial)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement item = document.RootElement;
        if (Text(item, "state") is { } state && (state == "deleted" || (state == "partial" && !countsPartial)))
        {
            yield break;
        }

        DateTimeOffset at = item.TryGetProperty("occurredAt", out JsonElement occurred) ? occurred.GetDateTimeOffset() : item.GetProperty("submittedAt").GetDateTimeOffset();
        DateOnly day = DateOnly.FromDateTime(program == "berlin" ? TimeZoneInfo.ConvertTimeBySystemTimeZoneId(at, "Europe/Berlin").DateTime : at.UtcDateTime);
        JsonElement[] scores = item.TryGetProperty("scores", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        Tally whole = Of(item, scores, withTexts: true);
        yield return (day, "all", "all", whole);
        yield return (day, "source", Text(item, "source") ?? "generic", whole);
        yield return (day, "kind", Text(item, "kind")!, whole);
        yield return (day, "channel", Text(item, "channel")?.ToLowerInvariant() ?? "unknown", whole);
        yield return (day, "language", Text(item, "language")?[..2] ?? "unknown", whole);
        yield return (day, "country", Text(item, "country")?.ToUpperInvariant() ?? "unknown", whole);
        yield return (day, "segment", item.TryGetProperty("customer", out JsonElement customer) ? Text(customer, "segment") ?? "unknown" : "unknown", whole);

        Tally raised = whole.Copy();
        if (whole[Measure.NpsResponses] == 0 && item.TryGetProperty("customer", out JsonElement raiser) && raiser.TryGetProperty("annualValue", out JsonElement worth))
        {
            raised[Measure.UnscoredValue] = (long)(worth.GetDecimal() * 100);
        }

        foreach (string cause in causes)
        {
            yield return (day, "rootcause", cause, raised);
            foreach (string other in causes.Where(o => string.CompareOrdinal(cause, o) < 0 && whole[Measure.NpsResponses] > 0))
            {
                yield return (day, "rootcausepair", $"{cause}+{other}", new Tally { [Measure.NpsResponses] = whole[Measure.NpsResponses] });
            }
        }

        string? home = Text(item, "touchpoint");
        foreach (string elsewhere in scores.Select(s => Text(s, "touchpoint")).OfType<string>().Distinct().Where(t => t != home))
        {
            yield return (day, "touchpoint", elsewhere, Of(item, [.. scores.Where(s => Text(s, "touchpoint") == elsewhere)], withTexts: false));
        }

        JsonElement[] atHome = [.. scores.Where(s => Text(s, "touchpoint") is not { } t || t == home)];
        bool isOnlyElsewhere = home is null && scores.Length > 0 && atHome.Length == 0 && !item.TryGetProperty("comments", out _) && !item.TryGetProperty("expectation", out _);
        if (!isOnlyElsewhere)
        {
            yield return (day, "touchpoint", home ?? "unknown", Of(item, atHome, withTexts: true));
        }
    }

    /// <summary>What the customer picked.</summary>
    public static IReadOnlyList<string> Stated(string json)
    {
        using JsonDocument item = JsonDocument.Parse(json);
        return item.RootElement.TryGetProperty("causes", out JsonElement picked) ? [.. picked.EnumerateArray().Select(p => CauseOf(p.GetString()!))] : [];
    }

    private static string CauseOf(string pick) => char.ToLowerInvariant(pick[0]) switch
    {
        'l' => "stated-late-zorbl",
        'r' => "stated-rude-zorbl",
        'g' => "stated-großenzorbl",
        _ => "stated-a-zorbl",
    };

    private static Tally Of(JsonElement item, JsonElement[] scores, bool withTexts)
    {
        Tally tally = new() { [Measure.Feedback] = 1 };
        bool isDetractor = false;
        foreach (JsonElement score in scores)
        {
            decimal value = score.GetProperty("value").GetDecimal();
            switch (Text(score, "type"))
            {
                case "nps":
                    tally[Measure.NpsResponses]++;
                    tally[value <= 6 ? Measure.Detractors : value <= 8 ? Measure.Passives : Measure.Promoters]++;
                    isDetractor |= value <= 6;
                    break;
                case "csat":
                    Scale(Measure.CsatResponses, Measure.CsatSum, Measure.CsatSquares);
                    break;
                case "ces":
                    Scale(Measure.CesResponses, Measure.CesSum, Measure.CesSquares);
                    break;
                default:
                    Scale(Measure.RatingResponses, Measure.RatingSum, Measure.RatingSquares);
                    break;
            }

            void Scale(Measure count, Measure sum, Measure squares)
            {
                decimal min = score.GetProperty("min").GetDecimal();
                decimal range = score.GetProperty("max").GetDecimal() - min;
                tally[count]++;
                tally[sum] += (long)decimal.Round((value - min) * 1_000_000 / range, MidpointRounding.AwayFromZero);
                tally[squares] += (long)decimal.Round((value - min) * (value - min) * 1_000_000 / (range * range), MidpointRounding.AwayFromZero);
            }
        }

        if (isDetractor && item.TryGetProperty("customer", out JsonElement customer) && customer.TryGetProperty("annualValue", out JsonElement worth))
        {
            tally[Measure.DetractorValue] = (long)(worth.GetDecimal() * 100);
        }

        if (withTexts && item.TryGetProperty("comments", out JsonElement comments))
        {
            foreach (JsonElement comment in comments.EnumerateArray())
            {
                string text = Text(comment, "text")!;
                bool isGood = text.Contains("good", StringComparison.Ordinal);
                bool isBad = text.Contains("bad", StringComparison.Ordinal);
                tally[Measure.Texts]++;
                tally[isGood ? (isBad ? Measure.Mixed : Measure.Positive) : isBad ? Measure.Negative : Measure.Neutral]++;
                tally[Measure.SentimentSum] += (isGood ? 500_000 : 0) - (isBad ? 250_000 : 0);
                tally[Measure.SentimentSquares] += isGood ? (isBad ? 62_500 : 250_000) : isBad ? 62_500 : 0;
            }
        }

        if (withTexts && item.TryGetProperty("expectation", out JsonElement gap))
        {
            tally[Measure.GapResponses]++;
            tally[Measure.GapSum] += (long)((gap.GetProperty("actual").GetDecimal() - gap.GetProperty("expected").GetDecimal()) * 1_000);
        }

        return tally;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>When and as which row of which import a version came.</summary>
    public sealed record Receipt(DateTimeOffset At, string? Row);

    /// <summary>What is known of the erasures of a customer of a program.</summary>
    /// <param name="UpTo">What was submitted until then is nowhere: a certificate says so.</param>
    /// <param name="StoredUpTo">What was submitted until then is refused by now; later where a request on a machine whose clock is ahead came to nothing, or is still at work.</param>
    /// <param name="EndedAt">When the last one was done, since the beginning.</param>
    /// <param name="KeepsCounts">At least one of them left the counts.</param>
    /// <param name="TakesCounts">At least one of them took them back.</param>
    public sealed record Erasure(DateTimeOffset UpTo, DateTimeOffset StoredUpTo, TimeSpan EndedAt, bool KeepsCounts, bool TakesCounts);

    /// <summary>All versions of one feedback that reached the queue.</summary>
    public sealed class Identity(string program, LedgerOracle oracle)
    {
        private readonly SortedDictionary<string, Version> _versions = new(StringComparer.Ordinal);

        public string Program { get; } = program;

        public IReadOnlyCollection<string> Tags => _versions.Keys;

        /// <summary>Whom any version names.</summary>
        public IEnumerable<string> Customers => _versions.Values.Select(v => v.Customer).OfType<string>();

        public string Json(string tag) => _versions[tag].Json;

        public void Take(string tag, string json, Receipt receipt, TimeSpan at)
        {
            if (!_versions.TryGetValue(tag, out Version? version))
            {
                _versions[tag] = version = new Version(json, at);
            }

            version.Receipts.Add(receipt);
        }

        /// <summary>
        /// The versions that may stand: those that no other one had to take the place of. What an erased customer had submitted takes
        /// nobody's place; a deletion of theirs, which names nobody, may have been there before.
        /// </summary>
        public IReadOnlyList<string> MayStand() => [.. _versions.Keys.Where(tag => (!IsRefused(tag) || IsDeletion(tag)) && _versions.All(other => other.Key == tag || MayBeRefused(other.Key)
            || _versions[tag].Receipts.Any(mine => other.Value.Receipts.Any(its => !Beats(other.Value, its, _versions[tag], mine)))))];

        /// <summary>Whether it is of before its customer's erasure, and so must be nowhere.</summary>
        public bool IsRefused(string tag) => ErasureOf(tag) is { } erasure && _versions[tag].SubmittedAt <= erasure.UpTo;

        private bool MayBeRefused(string tag) => ErasureOf(tag) is { } erasure && _versions[tag].SubmittedAt <= erasure.StoredUpTo;

        /// <summary>Whether the ledger need not know the feedback: all that there was of it was refused.</summary>
        public bool MayBeMissing => _versions.Keys.All(MayBeRefused);

        /// <summary>The versions that may have stood when a tombstone took their place, with the erasure that brought it.</summary>
        public IEnumerable<(string Json, Erasure By)> MayBeErased() =>
            from tag in _versions.Keys
            let erasure = ErasureOf(tag)
            where erasure is not null && !IsDeletion(tag) && _versions[tag].FirstAt <= erasure.EndedAt
            select (_versions[tag].Json, erasure);

        public bool IsDeletion(string tag) => _versions[tag].State == "deleted";

        private Erasure? ErasureOf(string tag) => _versions[tag].Customer is { } customer ? oracle.Erasures.GetValueOrDefault((Program, customer)) : null;

        private static bool Beats(Version one, Receipt oneReceipt, Version other, Receipt otherReceipt)
        {
            (string a, DateTimeOffset? aRevised) = (one.State, one.RevisedAt);
            (string b, DateTimeOffset? bRevised) = (other.State, other.RevisedAt);
            if (a != b && (a == "partial" || b == "partial"))
            {
                return b == "partial";
            }

            if (a == "deleted" && b == "deleted")
            {
                return (aRevised ?? oneReceipt.At) > (bRevised ?? otherReceipt.At);
            }

            if (a == "deleted" || b == "deleted")
            {
                (DateTimeOffset? live, DateTimeOffset deleted) = a == "deleted" ? (bRevised, aRevised ?? oneReceipt.At) : (aRevised, bRevised ?? otherReceipt.At);
                return live > deleted == (b == "deleted");
            }

            if (aRevised != bRevised && aRevised is not null && bRevised is not null)
            {
                return aRevised > bRevised;
            }

            return oneReceipt.At != otherReceipt.At
                ? oneReceipt.At > otherReceipt.At
                : oneReceipt.Row is not null && otherReceipt.Row is not null && string.CompareOrdinal(oneReceipt.Row, otherReceipt.Row) > 0;
        }
    }

    /// <summary>What one version says of itself.</summary>
    private sealed class Version
    {
        /// <param name="firstAt">When it first became durable, since the beginning.</param>
        public Version(string json, TimeSpan firstAt)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement item = document.RootElement;
            (Json, FirstAt) = (json, firstAt);
            State = Text(item, "state") ?? "complete";
            SubmittedAt = item.GetProperty("submittedAt").GetDateTimeOffset();
            RevisedAt = item.TryGetProperty("revisedAt", out JsonElement revised) ? revised.GetDateTimeOffset() : null;
            Customer = item.TryGetProperty("customer", out JsonElement customer) ? Text(customer, "id") : null;
        }

        public string Json { get; }

        public TimeSpan FirstAt { get; }

        public List<Receipt> Receipts { get; } = [];

        public string State { get; }

        public DateTimeOffset SubmittedAt { get; }

        public DateTimeOffset? RevisedAt { get; }

        public string? Customer { get; }
    }
}
