using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Learn;

/// <summary>
/// The corrections of programs, in the table <c>corrections</c>. Of counted feedback only the label is kept and where the text is: who is
/// erased from the ledger is erased from here with it.
/// </summary>
public sealed class CorrectionStore(ITableStore tables, TimeProvider clock)
{
    private const string CommentPrefix = "f|";
    private const string TextPrefix = "t|";
    private const int RowsPerTransaction = 100;

    private const string Label = "Label";
    private const string CorrectedAt = "CorrectedAt";
    private const string TextColumn = "Text";
    private const string Language = "Language";
    private const string Kind = "Kind";
    private const string CustomerRef = "CustomerRef";

    /// <summary>Replaces what is known of a feedback's comments.</summary>
    /// <param name="labels">Empty forgets all.</param>
    /// <exception cref="StorageUnavailableException">Not all of it is stored; put it again.</exception>
    public async Task PutAsync(string program, string feedbackId, IReadOnlyList<LabelledComment> labels, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(labels);
        List<RowChange> changes = [.. labels.Select(label => RowChange.Put(Row(program, CommentKey(feedbackId, label.Comment), label.Sentiment)))];
        HashSet<string> kept = [.. changes.Select(c => c.Row.RowKey)];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Corrections, program, RowKeyRange.StartingWith($"{CommentPrefix}{feedbackId}|"), columns: [], cancellation))
        {
            if (!kept.Contains(row.RowKey))
            {
                changes.Add(RowChange.Delete(row, "*"));
            }
        }

        await CommitAsync(changes, cancellation);
    }

    /// <summary>Adds comments of counted feedback and texts from elsewhere; a text that is there already gets the new label.</summary>
    /// <exception cref="StorageUnavailableException">Not all of it is stored; add it again.</exception>
    public async Task AddAsync(
        string program, IReadOnlyCollection<(string FeedbackId, LabelledComment Label)> comments, IReadOnlyCollection<LabelledText> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(comments);
        ArgumentNullException.ThrowIfNull(texts);
        Dictionary<string, RowChange> changes = [];
        foreach ((string feedbackId, LabelledComment label) in comments)
        {
            string key = CommentKey(feedbackId, label.Comment);
            changes[key] = RowChange.Put(Row(program, key, label.Sentiment));
        }

        foreach (LabelledText text in texts)
        {
            string key = TextPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes($"{text.CustomerRef}\0{text.Text}")).AsSpan(0, 16));
            TableRow row = Row(program, key, text.Sentiment);
            LongText.Put(row, TextColumn, text.Text);
            row[Language] = text.Language;
            row[Kind] = text.Kind.ToString();
            row[CustomerRef] = text.CustomerRef;
            changes[key] = RowChange.Put(row);
        }

        await CommitAsync([.. changes.Values], cancellation);
    }

    /// <summary>All corrections of a program in the order of their keys.</summary>
    public async Task<IReadOnlyList<StoredCorrection>> ReadAsync(string program, CancellationToken cancellation)
    {
        List<StoredCorrection> corrections = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Corrections, program, RowKeyRange.All, columns: null, cancellation))
        {
            SentimentLabel label = Enum.Parse<SentimentLabel>(row.Text(Label)!);
            DateTimeOffset at = row.Instant(CorrectedAt) ?? DateTimeOffset.MinValue;
            if (row.RowKey.StartsWith(CommentPrefix, StringComparison.Ordinal))
            {
                string[] parts = row.RowKey.Split('|');
                corrections.Add(new StoredCorrection(row.RowKey, parts[1], int.Parse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture), Text: null, label, at));
            }
            else
            {
                LabelledText text = new(LongText.Text(row, TextColumn) ?? string.Empty, row.Text(Language), Enum.Parse<TextKind>(row.Text(Kind) ?? nameof(TextKind.Unknown)), row.Text(CustomerRef), label);
                corrections.Add(new StoredCorrection(row.RowKey, FeedbackId: null, Comment: 0, text, label, at));
            }
        }

        return corrections;
    }

    /// <summary>Removes corrections by their keys; one that is gone is fine.</summary>
    public Task RemoveAsync(string program, IEnumerable<string> keys, CancellationToken cancellation) =>
        CommitAsync([.. keys.Select(key => RowChange.Delete(new TableRow(program, key), "*"))], cancellation);

    /// <summary>Removes the texts of customers.</summary>
    /// <param name="references">Keyed hashes, as <see cref="CustomerReference.AllOf"/> gives them.</param>
    /// <returns>How many.</returns>
    public async Task<int> EraseAsync(string program, IReadOnlyList<string> references, CancellationToken cancellation)
    {
        List<string> keys = [];
        await foreach (TableRow row in tables.ReadAsync(TableNames.Corrections, program, RowKeyRange.StartingWith(TextPrefix), [CustomerRef], cancellation))
        {
            if (row.Text(CustomerRef) is { } reference && references.Contains(reference))
            {
                keys.Add(row.RowKey);
            }
        }

        await RemoveAsync(program, keys, cancellation);
        return keys.Count;
    }

    private static string CommentKey(string feedbackId, int comment) => string.Create(CultureInfo.InvariantCulture, $"{CommentPrefix}{feedbackId}|{comment:D3}");

    private TableRow Row(string program, string key, SentimentLabel label) => new(program, key) { [Label] = label.ToString(), [CorrectedAt] = clock.GetUtcNow() };

    private async Task CommitAsync(IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        foreach (RowChange[] chunk in changes.Chunk(RowsPerTransaction))
        {
            await CommitChunkAsync(chunk, cancellation);
        }
    }

    private async Task CommitChunkAsync(RowChange[] chunk, CancellationToken cancellation)
    {
        switch (await tables.CommitAsync(TableNames.Corrections, chunk, cancellation))
        {
            case CommitOutcome.Conflict when chunk.Length == 1:
                // The row of a delete is gone: what was wanted.
                break;
            case CommitOutcome.Conflict or CommitOutcome.TooLarge when chunk.Length > 1:
                await CommitChunkAsync(chunk[..(chunk.Length / 2)], cancellation);
                await CommitChunkAsync(chunk[(chunk.Length / 2)..], cancellation);
                break;
            case CommitOutcome.TooLarge:
                throw new InvalidOperationException("A correction is larger than a row of storage.");
        }
    }
}
