using System.Globalization;
using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// AskNicely: <c>{count, person, question}</c>, every value a text. The same response is sent again with a higher <c>count</c> at
/// every change. Questions go by path: <c>question.score</c>, <c>question.comment</c>.
/// </summary>
public sealed class AskNicelyAdapter() : SurveyAdapter("asknicely")
{
    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping) =>
        ReadEach(root, response => ReadOne(response, request, mapping));

    private static SurveyReading ReadOne(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (!root.TryObject("question"u8, out JsonElement question) || question.Text("id"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/question/id is missing; the response id was expected");
        }

        DateTimeOffset? respondedAt = Times.EpochSeconds(question.Text("responded"u8));
        ResponseDraft draft = new(request.Source, mapping)
        {
            [ResponseField.ResponseId] = id,
            SubmittedAt = respondedAt,
            RevisedAt = Version(respondedAt, root.Text("count"u8)),
        };
        draft.TakeMappedFields(root);
        draft.TakeMappedPaths(root);
        if (!draft.IsMappingGiven)
        {
            QuestionKind kind = QuestionWording.Guess(question.Text("questiontype"u8) ?? "nps", title: null);
            draft.Add(new Answer("question.score", kind == QuestionKind.Unknown ? QuestionKind.Rating : kind) { Text = question.Text("score"u8) });
            draft.Add(new Answer("question.comment", QuestionKind.Text) { Text = question.Text("comment"u8) });
        }

        if (root.TryObject("person"u8, out JsonElement person))
        {
            foreach (JsonProperty property in person.EnumerateObject())
            {
                // A customer's own fields end in _c.
                string name = property.Name;
                draft.GuessField(name.EndsWith("_c", StringComparison.Ordinal) ? name[..^2] : name, property.Value);
            }

            draft.Suggest(ResponseField.CustomerId, person.Text("id"u8));
        }

        draft.Suggest(ResponseField.Channel, question.Text("deliverymethod"u8));
        draft.Suggest(ResponseField.Touchpoint, question.Text("surveytemplate"u8));
        draft.Suggest(ResponseField.Segment, question.Text("segment"u8));
        return draft.Build(request.ReceivedAt);
    }

    /// <summary>There is no time of a change, only how many there were; each counts as a second, which keeps them in order.</summary>
    private static DateTimeOffset? Version(DateTimeOffset? respondedAt, string? count) =>
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int changes) && changes is > 0 and < 1_000_000
            ? respondedAt?.AddSeconds(changes - 1)
            : null;
}
