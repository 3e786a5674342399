using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Cli.Analyzing;

/// <summary>One input line of <c>./cx analyze</c>: <c>{"id","text","language"?,"kind"?,"question"?,"scores"?}</c>.</summary>
/// <param name="Id">Given back as it came, text or number; the JSON null when the line has none.</param>
public readonly record struct AnalyzeLine(JsonElement Id, TextInput Input)
{
    private static readonly JsonElement NoId = JsonDocument.Parse("null").RootElement;

    /// <param name="root">The line's JSON value; the result refers to it.</param>
    /// <param name="line">The line, read.</param>
    /// <param name="problem">What is wrong with it, without a word of its text; null when nothing is.</param>
    public static bool TryRead(JsonElement root, out AnalyzeLine line, out string? problem)
    {
        line = default;
        problem = null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            problem = "is not a JSON object";
            return false;
        }

        if (!root.TryGetProperty("text", out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            problem = "has no \"text\" that is a string";
            return false;
        }

        if (!TryText(root, "language", out string? language) || !TryText(root, "kind", out string? kindName) || !TryText(root, "question", out string? question))
        {
            problem = "has a \"language\", \"kind\" or \"question\" that is not a string";
            return false;
        }

        TextKind kind = TextKind.Unknown;
        if (kindName is not null && !(kindName.All(char.IsAsciiLetterLower) && Enum.TryParse(kindName, ignoreCase: true, out kind)))
        {
            problem = "has a \"kind\" that is none of survey, mention, review, ticket";
            return false;
        }

        if (!TryScoreHint(root, out double? scoreHint))
        {
            problem = "has \"scores\" that are not [{\"type\",\"value\",\"min\"?,\"max\"?}, …] on their scales";
            return false;
        }

        line = new AnalyzeLine(
            root.TryGetProperty("id", out JsonElement id) ? id : NoId,
            new TextInput(text.GetString()!)
            {
                Language = Languages.PrimarySubtag(language),
                Kind = kind,
                Question = question,
                ScoreHint = scoreHint,
            });
        return true;
    }

    private static bool TryText(JsonElement root, string name, out string? text)
    {
        text = null;
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    /// <summary>The mean position of the scores on their scales, as the pipeline hints it to the engine.</summary>
    private static bool TryScoreHint(JsonElement root, out double? hint)
    {
        hint = null;
        if (!root.TryGetProperty("scores", out JsonElement scores) || scores.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (scores.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        double sum = 0;
        foreach (JsonElement element in scores.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object
                || !TryText(element, "type", out string? name)
                || !Enum.TryParse(name, ignoreCase: true, out ScoreType type)
                || !TryNumber(element, "value", null, out double value))
            {
                return false;
            }

            (double defaultMin, double defaultMax) = ScoreScales.Default(type);
            if (!TryNumber(element, "min", defaultMin, out double min)
                || !TryNumber(element, "max", defaultMax, out double max)
                || ScoreScales.Problem(new Score(type, value, min, max)) is not null)
            {
                return false;
            }

            sum += (value - min) / (max - min);
        }

        int count = scores.GetArrayLength();
        hint = count == 0 ? null : sum / count;
        return true;
    }

    private static bool TryNumber(JsonElement element, string name, double? missing, out double number)
    {
        number = missing ?? 0;
        return !element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null
            ? missing is not null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number);
    }
}
