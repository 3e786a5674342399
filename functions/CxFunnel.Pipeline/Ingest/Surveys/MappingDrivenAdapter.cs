using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Reads bodies that a customer's own staff laid out (Zendesk triggers, AskNicely, workflow tasks, scripts) and those of tools that
/// have no adapter: by the paths of a mapping, or else by the names and words in the body.
/// </summary>
/// <param name="source">The source in the route; any name.</param>
public sealed class MappingDrivenAdapter(string source) : SurveyAdapter(source)
{
    /// <summary>How deep a guess looks; a mapping's paths may go deeper.</summary>
    private const int MaxGuessDepth = 5;

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping) =>
        ReadEach(root, response => ReadOne(response, request, mapping));

    internal static SurveyReading ReadOne(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        ResponseDraft draft = new(request.Source, mapping);
        draft.TakeMappedFields(root);
        draft.TakeMappedPaths(root);
        draft.TakeNames(root);

        int budget = MaxAnswers;
        Walk(draft, root, path: string.Empty, depth: 0, takeAnswers: mapping is null, ref budget);
        return budget > 0
            ? draft.Build(request.ReceivedAt)
            : new SurveyReading.Malformed($"the response has more than {MaxAnswers} values");
    }

    private static void Walk(ResponseDraft draft, JsonElement json, string path, int depth, bool takeAnswers, ref int budget)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (--budget <= 0)
            {
                return;
            }

            string name = property.Name;
            JsonElement value = property.Value;
            string here = path.Length == 0 ? name : $"{path}.{name}";
            if (value.ValueKind == JsonValueKind.Object)
            {
                if (depth < MaxGuessDepth)
                {
                    Walk(draft, value, here, depth + 1, takeAnswers, ref budget);
                }
            }
            else if (GenericNames.TryGuess(name, path, out ResponseField field))
            {
                draft.Suggest(field, JsonPath.Scalar(value));
            }
            else if (takeAnswers && GenericNames.MayBeAnswer(name))
            {
                Answer answer = LooseAnswer.Of(here, value);
                if (answer.Text is not null || answer.Number is not null)
                {
                    draft.Add(GenericNames.AsGuess(answer, name));
                }
            }
        }
    }
}
