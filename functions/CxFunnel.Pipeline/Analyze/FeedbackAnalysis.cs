using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>Analyzes and redacts the texts of many items with as few calls of the engine as possible, and reads their root causes.</summary>
public sealed class FeedbackAnalysis(ITextAnalyzer analyzer, CustomerReferences references, CauseKnowledgeStore knowledge)
{
    public async Task<IReadOnlyList<AnalyzedFeedback>> AnalyzeAsync(string program, IReadOnlyList<FeedbackItem> items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<TextInput> texts = [];
        foreach (FeedbackItem item in items)
        {
            texts.AddRange(TextInputs.Of(item));
        }

        TextInsight[] insights = [.. await analyzer.AnalyzeAsync(program, texts, cancellation)];
        await RepeatOnRedactedAsync(program, texts, insights, cancellation);

        CustomerReference customers = await references.GetAsync(cancellation);
        CauseKnowledge causes = await knowledge.GetAsync(program, cancellation);
        AnalyzedFeedback[] analyzed = new AnalyzedFeedback[items.Count];
        int next = 0;
        for (int i = 0; i < analyzed.Length; i++)
        {
            FeedbackItem item = items[i];
            int count = item.Comments?.Count ?? 0;
            ArraySegment<TextInsight> own = new(insights, next, count);
            next += count;
            analyzed[i] = Read(program, item, own, customers, causes);
        }

        return analyzed;
    }

    private static AnalyzedFeedback Read(
        string program, FeedbackItem item, ArraySegment<TextInsight> insights, CustomerReference customers, CauseKnowledge causes)
    {
        FeedbackItem redacted = Redact(item, insights);
        FeedbackCauses found = causes.Read(redacted, [.. TextInputs.Of(redacted)], insights);
        for (int i = 0; i < insights.Count; i++)
        {
            if (found.Comments[i].Matches is { Count: > 0 } matches)
            {
                insights[i] = insights[i] with { RootCauses = [.. matches.Select(m => m.RootCauseId)] };
            }
        }

        return new AnalyzedFeedback(
            redacted, insights, customers.Of(program, item.Customer), customers.OfAuthor(program, item.Source, item.Author))
        { Causes = found };
    }

    /// <summary>
    /// Where personal data was found, the redacted text is analyzed in place of the original: phrases and opinions must not
    /// carry what was removed, and offsets must fit the text that is kept.
    /// </summary>
    private async Task RepeatOnRedactedAsync(string program, List<TextInput> texts, TextInsight[] insights, CancellationToken cancellation)
    {
        int[] redacted = [.. Enumerable.Range(0, insights.Length).Where(i => insights[i].PersonalData.Count > 0)];
        if (redacted.Length == 0)
        {
            return;
        }

        // The language of the original is kept: a placeholder's letters should not change it.
        TextInput[] again = [.. redacted.Select(i => texts[i] with
        {
            Text = insights[i].Redacted,
            Language = insights[i].Language.Code == DetectedLanguage.Unknown ? texts[i].Language : insights[i].Language.Code,
        })];
        IReadOnlyList<TextInsight> repeated = await analyzer.AnalyzeAsync(program, again, cancellation);
        for (int i = 0; i < redacted.Length; i++)
        {
            insights[redacted[i]] = repeated[i] with { Language = insights[redacted[i]].Language };
        }
    }

    private static FeedbackItem Redact(FeedbackItem item, ArraySegment<TextInsight> insights) => item with
    {
        Comments = item.Comments is null ? null : [.. item.Comments.Zip(insights, (comment, insight) => comment with { Text = insight.Redacted })],
        Customer = item.Customer is null ? null : item.Customer with { Id = null, Email = null },
        Author = null,
    };
}
