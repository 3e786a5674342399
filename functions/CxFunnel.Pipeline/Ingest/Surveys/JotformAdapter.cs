using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Jotform: a multipart form whose part <c>rawRequest</c> is JSON; relays send the same fields url-encoded or as JSON. Questions go
/// by the keys of <c>rawRequest</c> (<c>q3_howLikely</c>), rows of a grid by <c>key/row</c>. Ids exceed 2^53 and stay text.
/// </summary>
public sealed class JotformAdapter() : SurveyAdapter("jotform")
{
    private const int MaxDepth = 3;

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("submissionID"u8) is not { } id)
        {
            return new SurveyReading.Malformed("submissionID is missing; the response id was expected");
        }

        return ReadInner(root, "rawRequest", answers => Read(answers, root, id, request, mapping));
    }

    private static SurveyReading Read(JsonElement answers, JsonElement root, string id, SurveyRequest request, SourceMapping? mapping)
    {
        if (answers.GetPropertyCount() > MaxAnswers)
        {
            return TooMany("rawRequest", answers.GetPropertyCount());
        }

        ResponseDraft draft = new(request.Source, mapping)
        {
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = root.Text("formID"u8),
            SubmittedAt = Times.EpochMilliseconds(answers.Text("submitDate"u8)),
        };
        draft.TakeMappedFields(answers, root);
        foreach (JsonProperty property in answers.EnumerateObject())
        {
            // Everything else is the form's own bookkeeping, or files.
            if (QuestionName(property.Name) is { Length: > 0 } name)
            {
                Add(draft, property.Name, name.ToString(), property.Value, depth: 0);
            }
        }

        return draft.Build(request.ReceivedAt);
    }

    private static void Add(ResponseDraft draft, string key, string name, JsonElement value, int depth)
    {
        if (draft.IsMappingGiven)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                draft.Add(LooseAnswer.Of(key, value));
            }

            AddRows(draft, key, name, value, depth);
            draft.GuessField(name, value);
        }
        else if (ResponseFields.TryGuess(name, out _))
        {
            draft.GuessField(name, value);
        }
        else if (value.ValueKind is not JsonValueKind.Object && !IsWidget(value))
        {
            draft.Add(GenericNames.AsGuess(LooseAnswer.Of(key, value), name));
        }
    }

    private static void AddRows(ResponseDraft draft, string key, string name, JsonElement value, int depth)
    {
        if (depth == MaxDepth)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty row in value.EnumerateObject().Take(MaxAnswers))
            {
                Add(draft, $"{key}/{row.Name}", name, row.Value, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MaxAnswers)
        {
            int index = 0;
            foreach (JsonElement row in value.EnumerateArray())
            {
                Add(draft, $"{key}/{index++}", name, row, depth + 1);
            }
        }
    }

    /// <summary>Widgets put JSON of their own into a text, which is nothing that a customer wrote.</summary>
    private static bool IsWidget(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString()!.AsSpan().Trim() is var text
        && (text.StartsWith("{\"") || text.StartsWith("[{\""));

    /// <summary>What stands behind <c>q12_</c>; empty when the key is no question's.</summary>
    private static ReadOnlySpan<char> QuestionName(string key)
    {
        int digits = 1;
        while (digits < key.Length && char.IsAsciiDigit(key[digits]))
        {
            digits++;
        }

        return key.Length > 0 && key[0] == 'q' && digits > 1 && digits < key.Length && key[digits] == '_' ? key.AsSpan(digits + 1) : default;
    }
}
