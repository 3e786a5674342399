using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What a webhook would become.</summary>
/// <param name="Outcome">record, partial, delete, notification, empty, ignored or malformed.</param>
/// <param name="Reason">Why there are no items; null when there are.</param>
/// <param name="Items">As they would be counted.</param>
public sealed record SurveyPreview(string Outcome, string? Reason, IReadOnlyList<FeedbackItem> Items)
{
    public static SurveyPreview Of(SurveyReading reading) => new(
        SurveyReader.Word(reading),
        reading switch
        {
            SurveyReading.Ignored ignored => ignored.Reason,
            SurveyReading.Empty empty => empty.Reason,
            SurveyReading.Malformed malformed => malformed.Reason,
            SurveyReading.Notification => "holds no answers; they are to be fetched from the tool's API",
            _ => null,
        },
        reading is SurveyReading.Items items ? items.Values : []);

    public string ToJson() => JsonSerializer.Serialize(this, PipelineJson.Compact.SurveyPreview);
}
