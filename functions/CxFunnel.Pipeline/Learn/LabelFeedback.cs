using System.Text.Json;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Learn;

/// <summary>What became of labels that a person put.</summary>
public abstract record LabelOutcome
{
    private LabelOutcome()
    {
    }

    /// <param name="Labels">How many labels the feedback now has.</param>
    public sealed record Stored(int Labels) : LabelOutcome;

    public sealed record Rejected(InputErrors Errors) : LabelOutcome;

    /// <summary>No such feedback, or its texts are gone.</summary>
    public sealed record NotFound : LabelOutcome;
}

/// <summary>Takes a person's labels for a feedback that was counted.</summary>
public sealed class LabelFeedback(ITableStore tables, Layouts layouts, CorrectionStore corrections)
{
    /// <param name="body"><c>{"labels":[{"comment":0,"sentiment":"negative"}]}</c>; <c>comment</c> is 0 when left out, an empty list forgets what was said before.</param>
    /// <exception cref="StorageUnavailableException">Not stored, or not all; put it again.</exception>
    public async Task<LabelOutcome> PutAsync(string program, string feedbackId, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        InputErrors errors = new();
        List<LabelledComment> labels = Read(body, errors);
        if (errors.Count > 0)
        {
            return new LabelOutcome.Rejected(errors);
        }

        if (!IsId(feedbackId) || await CommentsAsync(program, feedbackId, cancellation) is not { } comments)
        {
            return new LabelOutcome.NotFound();
        }

        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i].Comment >= comments)
            {
                errors.Add($"/labels/{i}/comment", $"is {labels[i].Comment}; the feedback has {comments} comments, counted from 0");
            }
        }

        if (errors.Count > 0)
        {
            return new LabelOutcome.Rejected(errors);
        }

        await corrections.PutAsync(program, feedbackId, labels, cancellation);
        return new LabelOutcome.Stored(labels.Count);
    }

    internal static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    internal static bool TryLabel(string? word, out SentimentLabel label)
    {
        label = SentimentLabel.Neutral;
        switch (word?.Trim().ToLowerInvariant())
        {
            case "positive":
                label = SentimentLabel.Positive;
                return true;
            case "negative":
                label = SentimentLabel.Negative;
                return true;
            case "mixed":
                label = SentimentLabel.Mixed;
                return true;
            case "neutral":
                return true;
            default:
                return false;
        }
    }

    private static List<LabelledComment> Read(ReadOnlyMemory<byte> body, InputErrors errors)
    {
        List<LabelledComment> labels = [];
        if (!JsonBody.TryParse(body, out JsonDocument? document, out InputError? error))
        {
            errors.Add(error!.Pointer, error.Detail);
            return labels;
        }

        using (document)
        {
            if (document!.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("labels", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            {
                errors.Add("/labels", "is missing; a list of labels is expected");
                return labels;
            }

            int at = 0;
            foreach (JsonElement label in list.EnumerateArray())
            {
                ReadLabel(label, $"/labels/{at++}", labels, errors);
            }
        }

        return labels;
    }

    private static void ReadLabel(JsonElement label, string pointer, List<LabelledComment> labels, InputErrors errors)
    {
        if (label.ValueKind != JsonValueKind.Object)
        {
            errors.Add(pointer, "is no object");
            return;
        }

        int comment = 0;
        if (label.TryGetProperty("comment", out JsonElement number) && !(number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out comment) && comment is >= 0 and < FeedbackLimits.MaxComments))
        {
            errors.Add($"{pointer}/comment", $"is not a whole number from 0 to {FeedbackLimits.MaxComments - 1}");
            return;
        }

        if (!label.TryGetProperty("sentiment", out JsonElement word) || word.ValueKind != JsonValueKind.String || !TryLabel(word.GetString(), out SentimentLabel sentiment))
        {
            errors.Add($"{pointer}/sentiment", "is none of positive, neutral, negative, mixed");
            return;
        }

        if (labels.Exists(l => l.Comment == comment))
        {
            errors.Add($"{pointer}/comment", "is labelled twice");
            return;
        }

        labels.Add(new LabelledComment(comment, sentiment));
    }

    /// <returns>How many comments the feedback has; null when it is not there, or its texts are gone.</returns>
    private async Task<int?> CommentsAsync(string program, string feedbackId, CancellationToken cancellation) =>
        await LedgerTexts.FindAsync(tables, layouts, program, feedbackId, cancellation) is { Comments: { } comments } ? comments.Count : null;
}

/// <summary>Reads back what the ledger keeps of a feedback's texts.</summary>
internal static class LedgerTexts
{
    /// <returns>The item with its redacted comments; null when there is none, or the feedback was erased or withdrawn.</returns>
    public static async Task<FeedbackItem?> FindAsync(ITableStore tables, Layouts layouts, string program, string feedbackId, CancellationToken cancellation)
    {
        string partition = (await layouts.LatestAsync(program, cancellation)).PartitionOf(feedbackId);
        return await tables.FindAsync(TableNames.Ledger, partition, LedgerKeys.FeedbackRow(feedbackId), cancellation) is { } row
            && LongText.Text(row, StoredFeedback.Column.Item) is { } json
            ? JsonSerializer.Deserialize(json, PipelineJson.Compact.FeedbackItem)
            : null;
    }

    /// <summary>The comment as the engine would read it; null when there is no such comment.</summary>
    public static TextInput? Comment(FeedbackItem item, int comment) => TextInputs.Of(item).ElementAtOrDefault(comment);
}
