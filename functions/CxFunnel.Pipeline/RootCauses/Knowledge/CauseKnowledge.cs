using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Knowledge;

/// <summary>
/// All that decides which root causes a feedback has: a taxonomy, the published model of what was discovered, and people's decisions.
/// Immutable; reading is a pure function of the feedback and <see cref="Version"/>.
/// </summary>
public sealed class CauseKnowledge(Taxonomy taxonomy, CauseModel? model, CauseEdits edits)
{
    private readonly CauseReader _reader = new(taxonomy);

    public Taxonomy Taxonomy => taxonomy;

    /// <summary>Null before the first run of discovery.</summary>
    public CauseModel? Model => model;

    public CauseEdits Edits => edits;

    /// <summary>For example <c>cx/1.0;model-3;edits-0</c>.</summary>
    public string Version { get; } = FormattableString.Invariant($"{taxonomy.Version};model-{model?.Number ?? 0};edits-{edits.Fingerprint}");

    /// <param name="item">Redacted.</param>
    /// <param name="texts">Its comments as they were analyzed.</param>
    /// <param name="insights">One a comment.</param>
    public FeedbackCauses Read(FeedbackItem item, IReadOnlyList<TextInput> texts, IReadOnlyList<TextInsight> insights)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(insights);
        CommentCauses[] comments = new CommentCauses[texts.Count];
        for (int i = 0; i < comments.Length; i++)
        {
            CauseReading reading = _reader.Read(texts[i], insights[i]);
            comments[i] = reading.Causes.Count == 0 && reading.Unexplained.Count == 0
                ? CommentCauses.None
                : new CommentCauses(reading.Causes, [.. reading.Unexplained.Select(c => Assigned(c.Offset, c.Length, c.Score, texts[i], insights[i]))]);
        }

        return Counted(item, comments);
    }

    /// <summary>The same for a feedback whose clauses this taxonomy has read before: only what the model and people say is asked again.</summary>
    public FeedbackCauses Reassign(FeedbackItem item, IReadOnlyList<TextInput> texts, IReadOnlyList<TextInsight> insights, IReadOnlyList<CommentCauses> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Counted(item, [.. read.Select((comment, i) => comment.Complaints.Count == 0
            ? comment
            : comment with { Complaints = [.. comment.Complaints.Select(c => Assigned(c.Offset, c.Length, c.Score, texts[i], insights[i]))] })]);
    }

    /// <summary>The id of what a respondent picked, before merges.</summary>
    public string Stated(string pick) => taxonomy.FindStated(pick) ?? CauseIds.Stated(pick);

    private ComplaintFinding Assigned(int offset, int length, double score, TextInput text, TextInsight insight) => new(
        offset, length, score, model?.Assign(text.Text.Substring(offset, length), insight.Language.Code, text.Question));

    private FeedbackCauses Counted(FeedbackItem item, IReadOnlyList<CommentCauses> comments)
    {
        IEnumerable<string> picked = (item.Causes ?? []).Select(Stated);
        IEnumerable<string> found = comments.SelectMany(c => c.Matches
            .Select(m => (m.Offset, Id: (string?)m.RootCauseId))
            .Concat(c.Complaints.Select(m => (m.Offset, Id: m.RootCauseId)))
            .Where(m => m.Id is not null)
            .OrderBy(m => m.Offset).ThenBy(m => m.Id, StringComparer.Ordinal)
            .Select(m => m.Id!));
        return new FeedbackCauses(CauseIds.Distinct(picked.Concat(found).Select(edits.Resolve).OfType<string>()), comments, Version);
    }
}
