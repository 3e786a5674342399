using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a mapping as people write it and checks it before it is kept: a wrong mapping would miscount in silence.</summary>
public static class MappingReader
{
    private const int MaxEntries = 500;
    private const int MaxPaths = 20;

    private static readonly string[] Roles = ["nps", "csat", "ces", "rating", "comment", "email", "cause", "expected", "actual"];

    /// <summary>Reads a mapping.</summary>
    /// <param name="json">
    /// <c>{"questions": {key: {"role", "min"?, "max"?, "touchpoint"?, "value"?, "values"?}}, "fields": {name: [path, …] or path},
    /// "survey_types"?, "survey_language"?, "form_language"?, "export_columns"?, "webservice_task"?}</c>; other members are notes.
    /// </param>
    /// <param name="errors">Gets every error with its pointer.</param>
    /// <returns>The mapping; null when anything is wrong with it.</returns>
    public static SourceMapping? Read(JsonElement json, InputErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(string.Empty, $"is {JsonFields.Kind(json)}; an object is expected");
            return null;
        }

        SourceMapping mapping = new(Questions(json, "questions", errors), Fields(json, errors))
        {
            SurveyTypes = Questions(json, "survey_types", errors),
            Names = Names(json, errors),
            SurveyLanguages = Languages(json, errors),
        };
        if (errors.Count == before && mapping.Questions.Count + mapping.SurveyTypes.Count + mapping.Names.Count + mapping.Fields.Count == 0)
        {
            errors.Add(string.Empty, "maps nothing; \"questions\" or \"fields\" are expected");
        }

        return errors.Count == before ? mapping : null;
    }

    private static Dictionary<string, QuestionRole> Questions(JsonElement json, string member, InputErrors errors)
    {
        Dictionary<string, QuestionRole> questions = new(StringComparer.Ordinal);
        foreach (JsonProperty property in Members(json, member, errors))
        {
            string at = $"/{member}/{Escape(property.Name)}";
            if (Role(property.Value, at, errors) is { } role && !questions.TryAdd(property.Name, role))
            {
                errors.Add(at, "stands twice");
            }
        }

        return questions;
    }

    private static QuestionRole? Role(JsonElement json, string at, InputErrors errors)
    {
        int before = errors.Count;
        JsonFields fields = new(json, at, errors);
        string? role = fields.Text("role", FeedbackLimits.MaxNameChars);
        if (fields.IsObject && (role is null || !Roles.Contains(role, StringComparer.Ordinal)))
        {
            fields.Error("role", $"is {(role is null ? "missing" : "no role")}; one of {string.Join(", ", Roles)} is expected");
        }

        double? min = fields.Number("min");
        double? max = fields.Number("max");
        bool isScore = role is "nps" or "csat" or "ces" or "rating";
        if (isScore)
        {
            ScoreType type = role switch { "nps" => ScoreType.Nps, "ces" => ScoreType.Ces, "rating" => ScoreType.Rating, _ => ScoreType.Csat };
            (double defaultMin, double defaultMax) = ScoreScales.Default(type);
            if (ScoreScales.Problem(new Score(type, min ?? defaultMin, min ?? defaultMin, max ?? defaultMax)) is var (field, detail))
            {
                fields.Error(field, detail);
            }
        }

        string? touchpoint = fields.Text("touchpoint", FeedbackLimits.MaxDimensionChars)?.ToLowerInvariant();
        string? value = fields.Text("value", FeedbackLimits.MaxShortTextChars);
        Dictionary<string, double>? values = Values(fields, isScore ? (min, max) : (null, null));
        return errors.Count == before ? new QuestionRole(role!, min, max, touchpoint, value, values) : null;
    }

    private static Dictionary<string, double>? Values(JsonFields fields, (double? Min, double? Max) scale)
    {
        if (!fields.TryGet("values", out JsonElement json))
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.Error("values", $"is {JsonFields.Kind(json)}; an object of answer words and their numbers is expected");
            return null;
        }

        Dictionary<string, double> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in json.EnumerateObject().Take(MaxEntries))
        {
            if (property.Value.Number() is not { } number || Math.Abs(number) > FeedbackLimits.MaxMagnitude)
            {
                fields.Error("values", "holds something that is no number");
            }
            else if (number < scale.Min || number > scale.Max)
            {
                fields.Error("values", "holds a number outside min to max");
            }
            else
            {
                values[property.Name.Trim()] = number;
            }
        }

        return values;
    }

    private static Dictionary<string, IReadOnlyList<string>> Fields(JsonElement json, InputErrors errors)
    {
        Dictionary<string, IReadOnlyList<string>> fields = new(StringComparer.Ordinal);
        foreach (JsonProperty property in Members(json, "fields", errors))
        {
            string at = $"/fields/{Escape(property.Name)}";
            if (!ResponseFields.ByContractName.ContainsKey(property.Name) && !(property.Name.StartsWith("attributes.", StringComparison.Ordinal) && property.Name.Length > 11))
            {
                errors.Add(at, $"is no field; one of {string.Join(", ", ResponseFields.ByContractName.Keys.Order(StringComparer.Ordinal))} or attributes.NAME is expected");
                continue;
            }

            List<string> paths = [];
            JsonElement value = property.Value;
            if (value.ValueKind == JsonValueKind.String)
            {
                AddPath(value, at, paths, errors);
            }
            else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaxPaths)
            {
                int index = 0;
                foreach (JsonElement path in value.EnumerateArray())
                {
                    AddPath(path, $"{at}/{index++}", paths, errors);
                }
            }
            else
            {
                errors.Add(at, $"is {JsonFields.Kind(value)}; a path or an array of at most {MaxPaths} paths is expected");
            }

            fields[property.Name] = paths;
        }

        return fields;
    }

    private static void AddPath(JsonElement json, string at, List<string> paths, InputErrors errors)
    {
        string? path = json.ValueKind == JsonValueKind.String ? CleanText.Normalize(json.GetString()) : null;
        if (path is null || path.Length > 200 || path.Count(c => c == '.') > 12)
        {
            errors.Add(at, "is no path; names joined with dots are expected, at most 200 characters");
            return;
        }

        // A note in brackets is for people: language (English name).
        int note = path.EndsWith(')') ? path.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        paths.Add(note > 0 ? path[..note].TrimEnd() : path);
    }

    private static Dictionary<string, string> Names(JsonElement json, InputErrors errors)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (string member in (string[])["export_columns", "webservice_task"])
        {
            foreach (JsonProperty property in Members(json, member, errors))
            {
                string at = $"/{member}/{Escape(property.Name)}";
                string? meaning = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
                if (meaning is null || !(Roles.Contains(meaning, StringComparer.Ordinal) || ResponseFields.ByContractName.ContainsKey(meaning)))
                {
                    errors.Add(at, "is neither a role nor a field");
                }
                else
                {
                    names[property.Name] = meaning;
                }
            }
        }

        return names;
    }

    private static Dictionary<string, string> Languages(JsonElement json, InputErrors errors)
    {
        Dictionary<string, string> languages = new(StringComparer.Ordinal);
        if (json.TryGetProperty("survey_language", out JsonElement one))
        {
            Add("*", one, "/survey_language");
        }

        foreach (JsonProperty property in Members(json, "form_language", errors))
        {
            Add(property.Name, property.Value, $"/form_language/{Escape(property.Name)}");
        }

        return languages;

        void Add(string survey, JsonElement value, string at)
        {
            if (value.ValueKind == JsonValueKind.String && Locales.LanguageNames.Code(value.GetString()) is { } code)
            {
                languages[survey] = code;
            }
            else
            {
                errors.Add(at, "is no language; a code such as \"fr\" is expected");
            }
        }
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string member, InputErrors errors)
    {
        if (!json.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"/{member}", $"is {JsonFields.Kind(value)}; an object is expected");
            return default;
        }

        if (value.GetPropertyCount() > MaxEntries)
        {
            errors.Add($"/{member}", $"has {value.GetPropertyCount()} entries; at most {MaxEntries} are taken");
            return default;
        }

        return value.EnumerateObject();
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
