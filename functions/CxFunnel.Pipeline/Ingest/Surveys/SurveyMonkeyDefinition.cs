using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What a SurveyMonkey survey's definition says that its responses leave out: titles, weights, scale ends.</summary>
internal sealed class SurveyMonkeyDefinition : SurveyDefinition
{
    public static readonly SurveyMonkeyDefinition None = new();

    private readonly Dictionary<string, Question> _questions = new(StringComparer.Ordinal);

    private SurveyMonkeyDefinition()
    {
    }

    public Question? this[string id] => _questions.GetValueOrDefault(id);

    /// <summary>Never throws; what is missing stays missing.</summary>
    public static SurveyMonkeyDefinition Of(JsonElement json)
    {
        SurveyMonkeyDefinition definition = new();
        foreach (JsonElement page in Elements(json, "pages"u8))
        {
            foreach (JsonElement question in Elements(page, "questions"u8))
            {
                if (question.Text("id"u8) is { } id)
                {
                    definition._questions.TryAdd(id, Question.Of(question));
                }
            }
        }

        return definition;
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryArray(name, out JsonElement array) ? array.EnumerateArray() : default;

    /// <param name="RowCount">Rows of a grid; 0 for other questions.</param>
    /// <param name="Min">Lowest weight of the choices; null without weights.</param>
    /// <param name="Max">Highest weight.</param>
    public sealed record Question(string? Title, string? Family, string? Subtype, int RowCount, double? Min, double? Max, IReadOnlyDictionary<string, Choice> Choices)
    {
        public static Question Of(JsonElement json)
        {
            Dictionary<string, Choice> choices = new(StringComparer.Ordinal);
            json.TryObject("answers"u8, out JsonElement answers);
            AddChoices(choices, answers);
            foreach (JsonElement column in Elements(answers, "cols"u8))
            {
                AddChoices(choices, column);
            }

            double[] weights = [.. choices.Values.Select(c => c.Weight).OfType<double>()];
            string? title = Elements(json, "headings"u8).Select(h => h.Text("heading"u8)).FirstOrDefault(h => h is not null);
            return new Question(
                title,
                json.Text("family"u8),
                json.Text("subtype"u8),
                answers.TryArray("rows"u8, out JsonElement rows) ? rows.GetArrayLength() : 0,
                weights.Length > 1 ? weights.Min() : null,
                weights.Length > 1 ? weights.Max() : null,
                choices);
        }

        private static void AddChoices(Dictionary<string, Choice> choices, JsonElement json)
        {
            foreach (JsonElement choice in Elements(json, "choices"u8))
            {
                if (choice.Text("id"u8) is { } id)
                {
                    choices.TryAdd(id, new Choice(choice.Text("text"u8), choice.TryGetProperty("weight"u8, out JsonElement weight) ? weight.Number() : null));
                }
            }
        }
    }

    public sealed record Choice(string? Text, double? Weight);
}
