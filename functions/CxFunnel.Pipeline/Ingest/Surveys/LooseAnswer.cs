using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>An answer of a body whose types of questions are not known.</summary>
internal static class LooseAnswer
{
    /// <summary>A number as number; a text as text; several texts as picks; anything else as no answer.</summary>
    public static Answer Of(string key, JsonElement value)
    {
        Answer answer = new(key, QuestionKind.Unknown);
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return answer with { Number = value.Number() };
            case JsonValueKind.Array:
                List<string> picks = [];
                foreach (JsonElement element in value.EnumerateArray())
                {
                    if (element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) && JsonPath.Scalar(element) is { } pick)
                    {
                        picks.Add(pick);
                    }
                }

                return picks.Count switch
                {
                    0 => answer,
                    1 => answer with { Text = picks[0] },
                    _ => answer with { Text = string.Join(", ", picks), Picks = picks },
                };
            default:
                return answer with { Text = JsonPath.Scalar(value) };
        }
    }
}
