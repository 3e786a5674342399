using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>
/// One version of a feedback, ready to be written: what it says, what it contributes, and which delivery it was.
/// </summary>
public sealed record LedgerEntry
{
    public required string FeedbackId { get; init; }

    public required DateOnly Day { get; init; }

    public required AnalyzedFeedback Feedback { get; init; }

    /// <summary>Of a partial response: what it will contribute if it is counted as it is.</summary>
    public required Aggregates Contribution { get; init; }

    public required LedgerVersion Version { get; init; }
}

/// <summary>What decides between two versions of a feedback.</summary>
/// <param name="ContentHash">Of the item as received.</param>
/// <param name="ReceivedAt">When the item was taken in.</param>
/// <param name="RevisedAt">The version at its source; null where the source has none.</param>
/// <param name="Origin">The import and row that brought it (<see cref="OriginOf"/>); null for anything else. Tells a redelivery from a duplicate.</param>
public sealed record LedgerVersion(FeedbackState State, string ContentHash, DateTimeOffset ReceivedAt, DateTimeOffset? RevisedAt, string? Origin)
{
    /// <summary>The name of one item of an import; those of one import sort in the order of the file.</summary>
    /// <param name="index">Which item of the part, from 0.</param>
    public static string OriginOf(ImportPart part, int index)
    {
        ArgumentNullException.ThrowIfNull(part);
        return string.Create(CultureInfo.InvariantCulture, $"{part.Id}:{part.Chunk:D6}:{index:D5}");
    }
}

/// <summary>A version that was replaced.</summary>
/// <param name="Origin">As in <see cref="LedgerVersion"/>.</param>
public sealed record SeenVersion(string ContentHash, string? Origin)
{
    private const char BeforeOrigin = '@';

    public static SeenVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.IndexOf(BeforeOrigin, StringComparison.Ordinal);
        return at < 0 ? new SeenVersion(text, Origin: null) : new SeenVersion(text[..at], text[(at + 1)..]);
    }

    public override string ToString() => Origin is null ? ContentHash : $"{ContentHash}{BeforeOrigin}{Origin}";
}

/// <summary>A feedback as the ledger has it: enough to decide about another version and to take this one back.</summary>
/// <param name="Seen">The versions that this one replaced, latest first; at most <see cref="MaxSeen"/>.</param>
public sealed record StoredFeedback(TableRow Row, DateOnly Day, LedgerVersion Version, Aggregates Contribution, IReadOnlyList<SeenVersion> Seen)
{
    /// <summary>The word in the column State of a tombstone: the customer was erased.</summary>
    public const string ErasedState = "erased";

    /// <summary>A tombstone: no content, no identity; it refuses every version of its feedback.</summary>
    public bool IsErased { get; init; }

    /// <summary>Of a partial response that is not counted: the second at which it was taken in, as <see cref="LedgerKeys.Second"/> writes it; else null.</summary>
    public string? WaitingSince { get; init; }

    /// <summary>The key of the row that says that it waits; null when it does not.</summary>
    public string? WaitingRow => WaitingSince is null ? null : LedgerKeys.WaitingRow(WaitingSince, LedgerKeys.FeedbackIdOf(Row.RowKey));

    /// <summary>Replaced versions remembered, so that a late repeat of one does not bring it back.</summary>
    public const int MaxSeen = 8;

    /// <summary>The columns to read for deciding; the texts are not among them.</summary>
    public static IReadOnlyList<string> DecidingColumns { get; } =
        [Column.Day, Column.State, Column.ContentHash, Column.ReceivedAt, Column.RevisedAt, Column.Origin, Column.Seen, Column.Contribution];

    /// <summary>Whether a row of the ledger, read whole, is in the sums with what it says: a complete response, or a partial one whose time is up.</summary>
    public static bool IsCounted(TableRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Enum.TryParse(row.Text(Column.State), ignoreCase: true, out FeedbackState state)
            && (state == FeedbackState.Complete || (state == FeedbackState.Partial && !Aggregates.FromBytes(row.Bytes(Column.Contribution)).IsEmpty));
    }

    public static StoredFeedback Read(TableRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool isErased = row.Text(Column.State) == ErasedState;
        LedgerVersion version = new(
            isErased ? FeedbackState.Deleted : Enum.Parse<FeedbackState>(row.Text(Column.State)!, ignoreCase: true),
            row.Text(Column.ContentHash)!,
            row.Instant(Column.ReceivedAt) ?? DateTimeOffset.MinValue,
            row.Instant(Column.RevisedAt),
            row.Text(Column.Origin));
        return new StoredFeedback(
            row,
            LedgerKeys.ParseDay(row.Text(Column.Day)),
            version,
            Aggregates.FromBytes(row.Bytes(Column.Contribution)),
            [.. row.Text(Column.Seen)?.Split(' ').Select(SeenVersion.Parse) ?? []])
        { IsErased = isErased, WaitingSince = row.Text(Column.WaitingSince) };
    }

    /// <summary>What a version that takes this one's place has seen.</summary>
    public IEnumerable<SeenVersion> SeenByNext() => Seen.Prepend(new SeenVersion(Version.ContentHash, Version.Origin)).Take(MaxSeen);

    /// <summary>The columns of a ledger row.</summary>
    public static class Column
    {
        public const string Day = "Day";
        public const string State = "State";
        public const string ContentHash = "ContentHash";
        public const string ReceivedAt = "ReceivedAt";
        public const string RevisedAt = "RevisedAt";
        public const string CountedAt = "CountedAt";
        public const string Origin = "Origin";
        public const string Seen = "Seen";
        public const string Source = "Source";
        public const string CustomerRef = "CustomerRef";
        public const string AuthorRef = "AuthorRef";
        public const string Engine = "Engine";
        public const string Item = "Item";
        public const string Insights = "Insights";
        public const string Contribution = "Contribution";

        /// <summary>As in <see cref="StoredFeedback"/>; absent for all that does not wait.</summary>
        public const string WaitingSince = "WaitingSince";

        /// <summary>What a waiting partial response contributes when its time is up; until then its contribution is empty.</summary>
        public const string WaitingContribution = "WaitingContribution";

        /// <summary>Ids of the root causes, separated by spaces; absent for none.</summary>
        public const string Causes = "Causes";

        /// <summary>Of the taxonomy, model and edits that found them.</summary>
        public const string CauseVersion = "CauseVersion";
    }
}

/// <summary>Writes ledger rows.</summary>
internal static class LedgerRows
{
    /// <summary>Stands where a content hash is read; no content has it.</summary>
    private const string NoContent = "erased";

    /// <summary>What is left of a feedback whose customer was erased: its key, which refuses it, and its day.</summary>
    /// <param name="contribution">What stays counted of it; empty when it was taken back.</param>
    public static TableRow Tombstone(StoredFeedback erased, Aggregates contribution, DateTimeOffset at) => new(erased.Row.PartitionKey, erased.Row.RowKey)
    {
        [StoredFeedback.Column.Day] = LedgerKeys.Day(erased.Day),
        [StoredFeedback.Column.State] = StoredFeedback.ErasedState,
        [StoredFeedback.Column.ContentHash] = NoContent,
        [StoredFeedback.Column.CountedAt] = at,
        [StoredFeedback.Column.Contribution] = contribution.ToBytes(),
    };

    private static readonly JsonWriterOptions InsightOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="contribution">The entry's own, after it was fitted into the day; null for a partial response that waits.</param>
    public static TableRow Write(string partition, LedgerEntry entry, Aggregates? contribution, StoredFeedback? replaced, DateTimeOffset countedAt)
    {
        LedgerVersion version = entry.Version;
        AnalyzedFeedback feedback = version.State == FeedbackState.Deleted ? Withdrawn(entry.Feedback) : entry.Feedback;
        TableRow row = new(partition, LedgerKeys.FeedbackRow(entry.FeedbackId))
        {
            [StoredFeedback.Column.Day] = LedgerKeys.Day(entry.Day),
            [StoredFeedback.Column.State] = version.State.ToString().ToLowerInvariant(),
            [StoredFeedback.Column.ContentHash] = version.ContentHash,
            [StoredFeedback.Column.ReceivedAt] = version.ReceivedAt,
            [StoredFeedback.Column.RevisedAt] = version.RevisedAt,
            [StoredFeedback.Column.CountedAt] = countedAt,
            [StoredFeedback.Column.Origin] = version.Origin,
            [StoredFeedback.Column.Seen] = replaced is null ? null : string.Join(' ', replaced.SeenByNext()),
            [StoredFeedback.Column.Source] = feedback.Item.Source,
            [StoredFeedback.Column.CustomerRef] = feedback.CustomerRef,
            [StoredFeedback.Column.AuthorRef] = feedback.AuthorRef,
            [StoredFeedback.Column.Engine] = feedback.Insights.Count == 0 ? null : feedback.Insights[0].Engine,
            [StoredFeedback.Column.Contribution] = (contribution ?? new Aggregates()).ToBytes(),
            [StoredFeedback.Column.WaitingSince] = contribution is null ? LedgerKeys.Second(version.ReceivedAt) : null,
            [StoredFeedback.Column.WaitingContribution] = contribution is null ? entry.Contribution.ToBytes() : null,
            [StoredFeedback.Column.Causes] = CausesText(feedback.Causes.Ids),
            [StoredFeedback.Column.CauseVersion] = feedback.Causes.Version,
        };
        LongText.Put(row, StoredFeedback.Column.Item, JsonSerializer.Serialize(feedback.Item, PipelineJson.Compact.FeedbackItem));
        if (feedback.Insights.Count > 0)
        {
            LongText.Put(row, StoredFeedback.Column.Insights, Insights(feedback));
        }

        return row;
    }

    /// <summary>A waiting partial response as one that is counted.</summary>
    public static TableRow Counted(TableRow waiting, DateTimeOffset countedAt)
    {
        TableRow row = new(waiting.PartitionKey, waiting.RowKey);
        foreach ((string column, object value) in waiting.Columns)
        {
            row[column] = value;
        }

        row[StoredFeedback.Column.WaitingSince] = null;
        row[StoredFeedback.Column.WaitingContribution] = null;
        row[StoredFeedback.Column.CountedAt] = countedAt;
        return row;
    }

    /// <summary>What a withdrawn feedback leaves: who it was, and when. Some tools send the whole response along with its deletion.</summary>
    private static AnalyzedFeedback Withdrawn(AnalyzedFeedback feedback)
    {
        FeedbackItem item = feedback.Item;
        FeedbackItem kept = new()
        {
            Source = item.Source,
            SourceId = item.SourceId,
            Kind = item.Kind,
            State = item.State,
            SubmittedAt = item.SubmittedAt,
            OccurredAt = item.OccurredAt,
            RevisedAt = item.RevisedAt,
            SurveyId = item.SurveyId,
        };
        return new AnalyzedFeedback(kept, [], CustomerRef: null, AuthorRef: null);
    }

    /// <summary>The column Causes; null leaves it out.</summary>
    public static string? CausesText(IReadOnlyList<string> ids) => ids.Count == 0 ? null : string.Join(' ', ids);

    /// <summary>JSON in the form of the ledger.</summary>
    public static string Relaxed(System.Text.Json.Nodes.JsonNode node)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, InsightOptions))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Insights(AnalyzedFeedback feedback)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, InsightOptions))
        {
            writer.WriteStartArray();
            for (int i = 0; i < feedback.Insights.Count; i++)
            {
                writer.WriteStartObject();
                InsightJson.WriteFields(writer, feedback.Insights[i], forLedger: true);
                if (i < feedback.Causes.Comments.Count)
                {
                    CauseJson.WriteFields(writer, feedback.Causes.Comments[i]);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
