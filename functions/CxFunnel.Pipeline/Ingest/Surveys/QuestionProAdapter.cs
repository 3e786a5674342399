using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// QuestionPro: the author's template inserts the whole response, wrapped, bare or as an array. Questions go by
/// <c>questionCode</c>, rows of a grid by <c>code/row</c>. For NPS <c>answerText</c> is the score and <c>value.scale</c> only its
/// position.
/// </summary>
public sealed class QuestionProAdapter() : SurveyAdapter("questionpro")
{
    /// <summary>Zone letters that mean one thing only; others (IST, BST) fall back to the time of receipt.</summary>
    private static readonly FrozenDictionary<string, double> HoursOfZone = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["PST"] = -8,
        ["PDT"] = -7,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["GMT"] = 0,
        ["UTC"] = 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping) =>
        ReadEach(root, body =>
            body.ValueKind == JsonValueKind.Object && body.TryGetProperty("response"u8, out JsonElement wrapped) && wrapped.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                ? ReadEach(wrapped, response => ReadOne(response, body, request, mapping))
                : ReadOne(body, body, request, mapping));

    private static SurveyReading ReadOne(JsonElement response, JsonElement body, SurveyRequest request, SourceMapping? mapping)
    {
        if (response.Text("responseID"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/response/responseID is missing; the response id was expected");
        }

        ResponseDraft draft = new(request.Source, mapping)
        {
            State = response.Text("responseStatus"u8) is not { } status || status.Equals("Completed", StringComparison.OrdinalIgnoreCase) ? FeedbackState.Complete : FeedbackState.Partial,
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = response.Text("surveyID"u8),
            SubmittedAt = Times.EpochSeconds(response.Text("utctimestamp"u8)) ?? Local(response.Text("timestamp"u8)),
        };
        draft.TakeMappedFields(response, body);
        if (response.IsOfAnotherKind("responseSet"u8, JsonValueKind.Array))
        {
            return new SurveyReading.Malformed("/response/responseSet is no array; the answers were expected");
        }

        if (response.TryArray("responseSet"u8, out JsonElement questions))
        {
            if (questions.GetArrayLength() > MaxAnswers)
            {
                return TooMany("/response/responseSet", questions.GetArrayLength());
            }

            foreach (JsonElement question in questions.EnumerateArray())
            {
                if ((question.Text("questionCode"u8) ?? question.Text("questionID"u8)) is { } key && question.TryArray("answerValues"u8, out JsonElement values))
                {
                    Add(draft, question, key, values);
                }
            }
        }

        if (response.TryObject("customVariables"u8, out JsonElement variables))
        {
            draft.GuessFields(variables);
        }

        draft.Suggest(ResponseField.CustomerId, response.Text("externalReference"u8));
        draft.Suggest(ResponseField.Language, response.Text("language"u8));
        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, JsonElement question, string key, JsonElement values)
    {
        Answer answer = new(key, QuestionKind.Unknown) { OtherKey = question.Text("questionID"u8) };
        if (!draft.IsMappingGiven)
        {
            bool isNps = question.Text("questionDescription"u8)?.Contains("{detractor:", StringComparison.Ordinal) ?? false;
            answer = answer with { Kind = isNps ? QuestionKind.Nps : QuestionKind.Unknown, Title = ExportedTitle(question.Text("questionText"u8)) };
        }

        int count = values.GetArrayLength();
        if (count == 1)
        {
            AddSingle(draft, answer, values[0]);
        }
        else if (count > 1)
        {
            AddSeveral(draft, answer, values);
        }
    }

    private static void AddSingle(ResponseDraft draft, in Answer answer, JsonElement json)
    {
        string? picked = json.Text("answerText"u8);
        json.TryObject("value"u8, out JsonElement value);
        string? typed = value.Text("text"u8);
        string? other = value.Text("other"u8);
        double? number = typed is null && picked is not null ? AnswerNumbers.Leading(picked) : null;
        draft.Add(answer with
        {
            Kind = answer.Kind != QuestionKind.Unknown ? answer.Kind
                : typed is not null ? QuestionKind.Text
                : number is not null ? QuestionKind.Unknown
                : QuestionKind.Choice,
            Number = number,
            Text = typed ?? other ?? picked,
            Picks = picked is null || typed is not null ? null : [picked],
            Other = other,
        });
    }

    /// <summary>Rows of a grid, or the picks of a list: the body does not say which, a mapping does.</summary>
    private static void AddSeveral(ResponseDraft draft, in Answer answer, JsonElement values)
    {
        List<string> picks = [];
        foreach (JsonElement json in values.EnumerateArray().Take(MaxAnswers))
        {
            if (json.Text("answerText"u8) is not { } text)
            {
                continue;
            }

            picks.Add(text);
            if (draft.IsMappingGiven && json.TryObject("value"u8, out JsonElement value))
            {
                draft.Add(new Answer($"{answer.Key}/{text}", QuestionKind.Scale) { Text = value.Text("scale"u8) });
            }
        }

        draft.Add(answer with { Kind = QuestionKind.Choice, Picks = picks, Text = picks.Count == 0 ? null : string.Join(", ", picks) });
    }

    /// <summary>Titles may hold markup.</summary>
    private static string? ExportedTitle(string? title) => title is null ? null : Imports.ExportText.Clean(title);

    private static DateTimeOffset? Local(string? timestamp)
    {
        int zone = timestamp?.LastIndexOf(' ') ?? -1;
        return zone > 0
            && HoursOfZone.TryGetValue(timestamp![(zone + 1)..], out double hours)
            && DateTime.TryParseExact(
                timestamp.AsSpan(0, zone), ["dd MMM, yyyy hh:mm:ss tt", "d MMM, yyyy h:mm:ss tt"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
            && Instants.IsPlausible(new DateTimeOffset(local, TimeSpan.FromHours(hours)))
            ? new DateTimeOffset(local, TimeSpan.FromHours(hours)).ToUniversalTime()
            : null;
    }
}
