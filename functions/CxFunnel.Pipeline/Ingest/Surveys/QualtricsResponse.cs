using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a response as Qualtrics' API gives it.</summary>
internal static class QualtricsResponse
{
    private const int MaxValues = 5_000;

    public static SurveyReading Read(JsonElement root, string? surveyId, SurveyRequest request, SourceMapping? mapping)
    {
        if (!root.TryObject("result"u8, out JsonElement result) || result.Text("responseId"u8) is not { } id || !result.TryObject("values"u8, out JsonElement values))
        {
            return new SurveyReading.Malformed("/result/responseId or /result/values is missing from the fetched response");
        }

        if (values.GetPropertyCount() > MaxValues)
        {
            return new SurveyReading.Malformed($"/result/values has {values.GetPropertyCount()} entries; at most {MaxValues} are taken");
        }

        // 0 is a genuine response, 4 an imported and 16 an offline one.
        if (values.Text("status"u8) is "1" or "2" or "8" || values.Is("distributionChannel"u8, "preview"u8))
        {
            return new SurveyReading.Ignored("the response is a preview, a test or spam");
        }

        DateTimeOffset? recordedAt = values.Instant("recordedDate"u8) ?? values.Instant("endDate"u8);
        ResponseDraft draft = new(request.Source, mapping)
        {
            State = values.Text("finished"u8) is "0" or "false" or "False" ? FeedbackState.Partial : FeedbackState.Complete,
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = surveyId ?? values.Text("surveyId"u8),
            SubmittedAt = recordedAt,
            RevisedAt = recordedAt,
        };
        draft.TakeMappedFields(result, root);
        result.TryObject("labels"u8, out JsonElement labels);
        foreach (JsonProperty value in values.EnumerateObject())
        {
            if (IsQuestion(value.Name))
            {
                Add(draft, value.Name, value.Value, values, labels);
            }
            else
            {
                draft.GuessField(value.Name, value.Value);
            }
        }

        return draft.Build(request.ReceivedAt);
    }

    /// <summary><c>QID4</c>, or <c>2_QID4</c> in a loop.</summary>
    public static bool IsQuestion(string key) => key.StartsWith("QID", StringComparison.Ordinal) || LoopEnd(key) > 0;

    private static void Add(ResponseDraft draft, string key, JsonElement value, JsonElement values, JsonElement labels)
    {
        if (key.EndsWith("_NPS_GROUP", StringComparison.Ordinal))
        {
            return;
        }

        Answer answer = LooseAnswer.Of(key, value);
        string? label = labels.ValueKind == JsonValueKind.Object && labels.TryGetProperty(key, out JsonElement text) ? LooseAnswer.Of(key, text).Text : null;
        bool isText = key.EndsWith("_TEXT", StringComparison.Ordinal);
        bool isNps = !isText && values.TryGetProperty($"{key}_NPS_GROUP", out _);
        int loop = LoopEnd(key);
        draft.Add(answer with
        {
            OtherKey = loop > 0 ? $"*_{key[loop..]}" : null,
            Kind = isText ? QuestionKind.Text : isNps ? QuestionKind.Nps : label is not null && answer.Number is null ? QuestionKind.Choice : QuestionKind.Unknown,
            Number = answer.Number ?? (isText ? null : AnswerNumbers.Plain(answer.Text)),
            Text = label ?? answer.Text,
            Picks = answer.Picks ?? (label is null ? null : [label]),
        });
    }

    /// <summary>Where the question's own key starts behind a loop number; 0 when there is none.</summary>
    private static int LoopEnd(string key)
    {
        int digits = 0;
        while (digits < key.Length && char.IsAsciiDigit(key[digits]))
        {
            digits++;
        }

        return digits > 0 && string.CompareOrdinal(key, digits, "_QID", 0, 4) == 0 ? digits + 1 : 0;
    }
}
