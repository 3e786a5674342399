using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Rollup;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Testing.Simulation;

/// <summary>What must be true of storage.</summary>
public static class LedgerInvariants
{
    /// <summary>At any instant, also in the middle of everything: the sums of each partition that counts are those of its rows, to the byte.</summary>
    public static void SumsEqualRows(MemoryTables tables)
    {
        HashSet<string> counting = [.. LayoutsOf(tables).SelectMany(l => l.Partitions)];
        foreach (IGrouping<string, TableRow> partition in tables.All(TableNames.Ledger).Where(r => counting.Contains(r.PartitionKey)).GroupBy(r => r.PartitionKey))
        {
            SortedDictionary<DateOnly, Aggregates> folded = [];
            foreach (StoredFeedback feedback in partition.Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal)).Select(StoredFeedback.Read))
            {
                if (!folded.TryGetValue(feedback.Day, out Aggregates? sums))
                {
                    folded[feedback.Day] = sums = new Aggregates();
                }

                sums.Add(feedback.Contribution);
            }

            foreach (TableRow row in partition.Where(r => r.RowKey.StartsWith("a|", StringComparison.Ordinal)))
            {
                DateOnly day = LedgerKeys.DayOf(row.RowKey);
                byte[] expected = (folded.GetValueOrDefault(day) ?? new Aggregates()).ToBytes();
                Check(expected.AsSpan().SequenceEqual(LongText.Bytes(row, "Sums")), $"the sums of {partition.Key} {row.RowKey} are not those of its rows");
                folded.Remove(day);
            }

            Check(folded.All(f => f.Value.IsEmpty), $"{partition.Key} has feedback on a day without sums");
            WaitingRowsAreThoseOf(partition);
        }
    }

    /// <summary>What is partial and adds nothing to the sums has a row that says so, and nothing else has.</summary>
    private static void WaitingRowsAreThoseOf(IGrouping<string, TableRow> partition)
    {
        IEnumerable<string> waiting = partition
            .Where(r => r.Text("State") == "partial" && Aggregates.FromBytes(r.Bytes("Contribution")).IsEmpty)
            .Select(r => FormattableString.Invariant($"{r.Instant("ReceivedAt"):yyyyMMddHHmmss}|{r.RowKey[2..]}"));
        Check(
            waiting.Order(StringComparer.Ordinal).SequenceEqual(partition.Where(r => r.RowKey.StartsWith("c|", StringComparison.Ordinal)).Select(r => r.RowKey[2..]).Order(StringComparer.Ordinal)),
            $"the waiting rows of {partition.Key} are not those of its partial responses");
    }

    /// <summary>When all is quiet: every feedback that reached the queue is there once, as the version that must stand, and counts as what it says.</summary>
    public static void LedgerIsWhatWasSent(SimulatedWorld world, LedgerOracle oracle, SimulatedTraffic traffic)
    {
        MemoryTables tables = world.Tables;
        Dictionary<string, string> heldTags = new(StringComparer.Ordinal);
        Dictionary<(string Program, DateOnly Day, string Dimension, string Value), Tally> expected = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        Dictionary<string, CauseKnowledge> known = oracle.Identities.Values.Select(i => i.Program).Distinct().ToDictionary(
            p => p, p => traffic.IsComplaining ? CauseInvariants.KnowledgeOf(world, p) : Nothing);
        foreach (TableRow row in tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal)))
        {
            string program = row.PartitionKey.Split('|')[0];
            if (row.Text("State") == StoredFeedback.ErasedState)
            {
                Check(ids.Add(row.RowKey), $"{row.RowKey} is in two partitions");
                Add(program, TombstoneContribution(row, program, oracle, CountsPartial(program)));
                continue;
            }

            string json = LongText.Text(row, "Item")!;
            using JsonDocument item = JsonDocument.Parse(json);
            string tag = SimulatedTraffic.TagIn(json);
            string identity = item.RootElement.TryGetProperty("sourceId", out JsonElement id)
                ? $"{program}/{item.RootElement.GetProperty("source").GetString()}/{id.GetString()}"
                : $"{program}//{tag}";
            Check(ids.Add(row.RowKey), $"{identity} is in two partitions");
            Check(heldTags.TryAdd(identity, tag), $"{identity} is there twice");
            Check(oracle.Identities.TryGetValue(identity, out LedgerOracle.Identity? sent), $"{identity} was never sent");
            Check(sent!.MayStand().Contains(tag), $"{identity} stands as {tag}; it may be {string.Join(" or ", sent.MayStand())}");
            bool isCounted = row.Text("State") == "complete" || (row.Text("State") == "partial" && CountsPartial(program));
            Add(program, LedgerOracle.Contribution(
                program, sent.Json(tag), isCounted ? Causes(row, sent.Json(tag), known[program], traffic.IsComplaining) : [], CountsPartial(program)));
        }

        bool CountsPartial(string program) => world.Programs.Of(program).CountPartialAfter is not null;

        void Add(string program, IEnumerable<(DateOnly Day, string Dimension, string Value, Tally Tally)> contribution)
        {
            foreach ((DateOnly day, string dimension, string value, Tally tally) in contribution)
            {
                if (!expected.TryGetValue((program, day, dimension, value), out Tally? sum))
                {
                    expected[(program, day, dimension, value)] = sum = new Tally();
                }

                sum.Add(tally);
            }
        }

        HashSet<LedgerOracle.Identity> there = [.. ids.Select(id => oracle.Find(LedgerKeys.FeedbackIdOf(id))).OfType<LedgerOracle.Identity>()];
        string[] missing = [.. oracle.Identities.Where(i => !i.Value.MayBeMissing && !there.Contains(i.Value)).Select(i => i.Key)];
        Check(missing.Length == 0, $"feedback is missing: {string.Join(", ", missing)}");
        HashSet<string> durable = [.. oracle.Identities.Values.SelectMany(i => i.Tags)];
        Check(traffic.Accepted.IsSubsetOf(durable), "something was answered 202 and is not durable");
        Check(traffic.AcceptedIds.All(id => ids.Contains("f|" + id) || oracle.Find(id)?.MayBeMissing == true), "an id that was answered is not in the ledger");

        Dictionary<(string, DateOnly, string, string), Tally> actual = [];
        foreach (TableRow row in tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("a|", StringComparison.Ordinal)))
        {
            foreach ((Cell cell, Tally tally) in Aggregates.FromBytes(LongText.Bytes(row, "Sums")).Cells)
            {
                var key = (row.PartitionKey.Split('|')[0], LedgerKeys.DayOf(row.RowKey), cell.Dimension, cell.Value);
                if (!actual.TryGetValue(key, out Tally? sum))
                {
                    actual[key] = sum = new Tally();
                }

                sum.Add(tally);
            }
        }

        Check(actual.Count == expected.Count, $"there are {actual.Count} cells and not {expected.Count}");
        foreach ((var key, Tally tally) in expected)
        {
            Check(tally.Equals(actual.GetValueOrDefault(key)), $"the sums of {key} are not those of what was sent");
        }

        MetricsAreThoseOf(tables, expected, world.Programs);
        RootCausesAreThoseOf(tables, expected, world.Programs);
        if (traffic.IsComplaining)
        {
            CauseInvariants.CatalogueIsThatOf(tables, Overall(expected), world.Programs);
        }
    }

    /// <summary>When all is quiet and swept.</summary>
    public static void NothingIsLeftToDo(MemoryTables tables, MemoryQueues queues, Programs programs)
    {
        Layout[] layouts = [.. LayoutsOf(tables)];
        Check(Array.TrueForAll(layouts, l => l.State == LayoutState.Settled), "a change of shards is not finished");
        HashSet<string> counting = [.. layouts.SelectMany(l => l.Partitions)];
        Check(
            tables.All(TableNames.Ledger).All(r => counting.Contains(r.PartitionKey) || r.RowKey.StartsWith("h|", StringComparison.Ordinal)),
            "something is left in a partition that does not count any more");
        Check(
            !tables.All(TableNames.Ledger).Any(r => r.RowKey.StartsWith("c|", StringComparison.Ordinal) && programs.Of(r.PartitionKey.Split('|')[0]).CountPartialAfter is not null),
            "a partial response waits, and its time is up");
        Check(!tables.All(TableNames.Ledger).Any(r => r.RowKey.StartsWith("d|", StringComparison.Ordinal)), "a marker is left");
        foreach (string queue in new[] { QueueNames.FeedbackInbox, QueueNames.Imports, QueueNames.Rollup })
        {
            Check(queues.Count(queue) == 0 && queues.Count(SimulatedWorld.PoisonOf(queue)) == 0, $"a message is left in {queue}");
        }
    }

    /// <summary>Each import is done and its numbers add up; a file uploaded several times is counted once.</summary>
    public static async Task ImportsAreExactAsync(MemoryTables tables, SimulatedTraffic traffic)
    {
        ImportLog log = new(tables);
        Dictionary<string, ImportStatus> all = new(StringComparer.Ordinal);
        foreach (string id in tables.All(TableNames.Imports).Select(r => r.PartitionKey).Distinct())
        {
            all[id] = (await log.StatusAsync(id, CancellationToken.None))!;
        }

        foreach ((string id, SimulatedExport export) in traffic.Imports)
        {
            ImportStatus status = all[id];
            Check(status.State == ImportState.Done, $"import {id} is {status.State}");
            Check(
                (status.Rows, status.Queued, status.RejectedCount, (long)status.Rejected.Count) == (export.Rows, export.Tags.Count, export.Bad, export.Bad)
                    && status.Counted + status.Duplicates == status.Queued,
                $"import {id} of {export.Rows} rows, {export.Bad} of them bad, says {status}");
        }

        // An upload whose answer was lost may have been read too, and may have been first.
        int distinct = traffic.Exports.Where(e => traffic.Imports.Exists(i => i.Export == e)).Sum(e => e.Tags.Distinct().Count());
        long counted = all.Values.Sum(s => s.Counted);
        Check(counted == distinct, $"imports say that they counted {counted}; {distinct} different rows were uploaded");
    }

    /// <summary>What could not be used is in quarantine once, and each has its row: an input without one would be found by nobody.</summary>
    /// <param name="isReplayed">Whether messages came back from the poison queue: those that do not say when they were taken in are taken in anew then.</param>
    public static void RubbishIsSetAside(MemoryTables tables, MemoryBlobs blobs, SimulatedTraffic traffic, LedgerOracle oracle, bool isReplayed)
    {
        string[] kept = [.. blobs.Names(ContainerNames.Quarantine).Select(n => Encoding.UTF8.GetString(blobs.Find(ContainerNames.Quarantine, n)!))];
        int again = 0;
        foreach ((string program, string marker, string? customer, bool isDated) in traffic.Rubbish)
        {
            int there = kept.Count(k => k.Contains($"\"{marker}\"", StringComparison.Ordinal));
            bool isOfErased = customer is not null && oracle.Erasures.ContainsKey((program, customer));
            Check(there == 1 || (isOfErased && there == 0) || (there > 1 && isReplayed && !isDated), $"{marker} is {there} times in quarantine");
            again += Math.Max(0, there - 1);
        }

        Check(kept.Length <= traffic.Rubbish.Count + again, "something is in quarantine that was sound");
        string[] rows = [.. tables.All(TableNames.Quarantine).Select(r => r.Text("Blob")!).Order(StringComparer.Ordinal)];
        Check(
            rows.SequenceEqual(blobs.Names(ContainerNames.Quarantine).Order(StringComparer.Ordinal)), $"the rows of the quarantine are {string.Join(", ", rows)} and its blobs {string.Join(", ", blobs.Names(ContainerNames.Quarantine))}");
        Check(tables.All(TableNames.Quarantine).All(r => r.Text("State") is null), "something in quarantine is neither kept nor gone");
    }

    /// <summary>From the moment when an operator holds the certificate on: what the customer had submitted before is nowhere.</summary>
    /// <param name="references">Under which the program knows the customer.</param>
    /// <param name="isSettled">Whether nobody is erasing a customer at this moment.</param>
    public static void NothingIsLeftOf(MemoryTables tables, LedgerOracle oracle, string program, IReadOnlyList<string> references, Func<string, bool> isSettled)
    {
        HashSet<string> tombstones = [.. tables.All(TableNames.Ledger).Where(r => r.Text("State") == StoredFeedback.ErasedState).Select(r => LedgerKeys.FeedbackIdOf(r.RowKey))];
        foreach (TableRow cause in tables.All(TableNames.RootCauses).Where(r => r.PartitionKey == program))
        {
            Check(
                cause.Text("QuotedFeedback")!.Split(' ').All(id => !tombstones.Contains(id) || oracle.Find(id)?.Customers.All(isSettled) == false),
                $"{program} {cause.RowKey} quotes an erased customer");
        }

        foreach (TableRow row in tables.All(TableNames.Ledger).Where(r => r.RowKey.StartsWith("f|", StringComparison.Ordinal) && r.PartitionKey.StartsWith(program + "|", StringComparison.Ordinal)))
        {
            if (LongText.Text(row, "Item") is not { } json)
            {
                continue;
            }

            string tag = SimulatedTraffic.TagIn(json);
            LedgerOracle.Identity? identity = oracle.Find(LedgerKeys.FeedbackIdOf(row.RowKey));
            Check(
                identity is null || !identity.Tags.Contains(tag) || !identity.IsRefused(tag) || identity.IsDeletion(tag),
                $"{tag} of an erased customer is in {row.PartitionKey}, counted at {row.Instant("CountedAt"):O}");
            Check(
                row.Text("CustomerRef") is not { } reference || !references.Contains(reference) || identity?.IsRefused(tag) == false,
                $"{row.PartitionKey} {row.RowKey} names an erased customer");
        }
    }

    /// <summary>What a tombstone leaves in the sums: nothing, or what one of the versions counted as that it can stand for.</summary>
    private static (DateOnly Day, string Dimension, string Value, Tally Tally)[] TombstoneContribution(
        TableRow row, string program, LedgerOracle oracle, bool countsPartial)
    {
        StoredFeedback stored = StoredFeedback.Read(row);
        Check(
            row.Columns.Keys.All(c => c is "Day" or "State" or "ContentHash" or "CountedAt" or "Contribution"), $"the tombstone {row.RowKey} says more than that");
        (string Json, LedgerOracle.Erasure By)[] erased = [.. oracle.Find(LedgerKeys.FeedbackIdOf(row.RowKey))?.MayBeErased() ?? []];
        (DateOnly Day, string Dimension, string Value, Tally Tally)[] left =
            [.. stored.Contribution.Cells.Select(c => (stored.Day, c.Key.Dimension, c.Key.Value, c.Value))];
        Check(
            erased.Any(e => left.Length == 0
                // A partial response may have been erased before its time was up.
                ? e.By.TakesCounts || !LedgerOracle.Contribution(program, e.Json, causes: [], countsPartial: false).Any()
                : e.By.KeepsCounts && Plain(LedgerOracle.Contribution(program, e.Json, causes: [], countsPartial)).SequenceEqual(Plain(left))),
            $"the tombstone {row.RowKey} stands for nothing that was erased, or keeps counts that were to go");
        return left;

        // Causes may have been renamed since.
        static IEnumerable<(DateOnly, string, string, Tally)> Plain(IEnumerable<(DateOnly Day, string Dimension, string Value, Tally Tally)> cells) =>
            cells.Where(c => c.Dimension is not (Dimensions.RootCause or Dimensions.RootCausePair)).OrderBy(c => c.Dimension, StringComparer.Ordinal).ThenBy(c => c.Value, StringComparer.Ordinal);
    }

    private static void MetricsAreThoseOf(
        MemoryTables tables, Dictionary<(string Program, DateOnly Day, string Dimension, string Value), Tally> expected, Programs programs)
    {
        Dictionary<(string, string), TableRow> rows = tables.All(TableNames.MetricsDaily).ToDictionary(r => (r.PartitionKey, r.RowKey));
        foreach (((string program, DateOnly day, string dimension, string value), Tally tally) in expected.Where(e => Dimensions.IsDaily(e.Key.Dimension)))
        {
            Check(
                rows.Remove((MetricsDailyTable.PartitionKey(program, day), MetricsDailyTable.RowKey(day, new Cell(dimension, value))), out TableRow? row),
                $"metricsdaily has no {program} {day} {dimension} {value}");
            foreach ((string name, object number) in Metrics.Of(tally, programs.Of(program).DetractorChurn).Columns())
            {
                Check(number.Equals(row![name]), $"metricsdaily {program} {row.RowKey} {name} is {row[name]} and not {number}");
            }
        }

        // A day of which everything was taken back keeps its first row, with zeros.
        Check(
            rows.Values.All(r => r.RowKey.EndsWith("|all|all", StringComparison.Ordinal) && r.Number("Feedback") == 0),
            $"metricsdaily has rows of nothing: {string.Join(", ", rows.Keys)}");
    }

    /// <summary>Of runs where nobody complains of anything or decides about it.</summary>
    private static readonly CauseKnowledge Nothing = new(Taxonomy.Shipped, model: null, CauseEdits.None);

    /// <summary>The causes of a feedback: those that its customer picked, as people's decisions have them, and those that its texts have by all that is known.</summary>
    private static string[] Causes(TableRow row, string json, CauseKnowledge known, bool isComplaining)
    {
        string[] causes = row.Text("Causes")?.Split(' ') ?? [];
        string[] stated = [.. LedgerOracle.Stated(json).Select(known.Edits.Resolve).OfType<string>().Distinct()];
        Check(isComplaining ? stated.All(causes.Contains) : stated.Order(StringComparer.Ordinal).SequenceEqual(causes.Order(StringComparer.Ordinal)), $"{row.RowKey} has the causes {row.Text("Causes")} and not {string.Join(' ', stated)}");
        if (isComplaining && StoredComments.Of(row) is { } comments)
        {
            IReadOnlyList<string> read = known.Read(comments.Item, comments.Texts, comments.Insights).Ids;
            Check(causes.SequenceEqual(read), $"{row.RowKey} has the causes {row.Text("Causes")} and by what is known {string.Join(' ', read)}");
        }

        return causes;
    }

    private static void RootCausesAreThoseOf(
        MemoryTables tables, Dictionary<(string Program, DateOnly Day, string Dimension, string Value), Tally> expected, Programs programs)
    {
        Dictionary<(string, string), TableRow> rows = tables.All(TableNames.RootCausesDaily).ToDictionary(r => (r.PartitionKey, r.RowKey));
        foreach (((string program, DateOnly day, _, string value), Tally tally) in expected.Where(e => e.Key.Dimension == Dimensions.RootCause))
        {
            Check(
                rows.Remove((DailyTable.PartitionKey(program, day), RootCausesDailyTable.RowKey(day, value)), out TableRow? row),
                $"rootcausesdaily has no {program} {day} {value}");
            foreach ((string name, object number) in CauseMetrics.Of(tally, programs.Of(program).DetractorChurn).Columns())
            {
                Check(number.Equals(row![name]), $"rootcausesdaily {program} {row.RowKey} {name} is {row[name]} and not {number}");
            }
        }

        Check(
            rows.Values.All(r => r.RowKey.EndsWith("|(day)", StringComparison.Ordinal) && r.Number("Mentions") == 0),
            $"rootcausesdaily has rows of nothing: {string.Join(", ", rows.Keys)}");
    }

    /// <summary>How often a ledger was laid out anew.</summary>
    public static int Moves(MemoryTables tables) => LayoutsOf(tables).Sum(l => l.Number - 1);

    private static IEnumerable<Layout> LayoutsOf(MemoryTables tables)
    {
        Layouts layouts = new(tables, new Programs(new Dictionary<string, ProgramOptions>(StringComparer.Ordinal)));
        return tables.All(TableNames.Programs).Select(row => layouts.LatestAsync(row.RowKey, CancellationToken.None).GetAwaiter().GetResult());
    }

    private static Dictionary<(string Program, string RootCauseId), Tally> Overall(Dictionary<(string Program, DateOnly Day, string Dimension, string Value), Tally> days)
    {
        Dictionary<(string, string), Tally> overall = [];
        foreach (((string program, _, _, string value), Tally tally) in days.Where(d => d.Key.Dimension == Dimensions.RootCause))
        {
            if (!overall.TryGetValue((program, value), out Tally? sum))
            {
                overall[(program, value)] = sum = new Tally();
            }

            sum.Add(tally);
        }

        return overall;
    }

    internal static void Check(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvariantException(otherwise);
        }
    }
}

/// <summary>Something that must be true is not.</summary>
public sealed class InvariantException(string message) : Exception(message);
