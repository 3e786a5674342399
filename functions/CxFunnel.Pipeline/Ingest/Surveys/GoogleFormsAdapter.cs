using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Google Forms has no webhook; the script in <c>docs/sources</c> posts one of two shapes. A form trigger sends <c>items</c>, which
/// go by <c>itemId</c> or title; a sheet trigger sends <c>namedValues</c>, which go by title, and its row as the id.
/// </summary>
public sealed class GoogleFormsAdapter() : SurveyAdapter("google-forms")
{
    /// <summary>What a sheet of a US locale shows; the script can send another.</summary>
    private const string DefaultDateFormat = "M/d/yyyy H:mm:ss";

    /// <summary>What Google calls it in the sheets of the seven languages.</summary>
    private static readonly FrozenSet<string> TimestampColumns = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Timestamp", "Horodateur", "Informazioni cronologiche", "Marca temporal", "Zeitstempel", "Carimbo de data/hora", "Tijdstempel");

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping) =>
        root.TryArray("items"u8, out JsonElement items) ? ReadItems(root, items, request, mapping)
        : root.TryObject("namedValues"u8, out JsonElement values) ? ReadRow(root, values, request, mapping)
        : new SurveyReading.Malformed("neither items nor namedValues are there; a response of one of the two scripts was expected");

    private static SurveyReading ReadItems(JsonElement root, JsonElement items, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("responseId"u8) is not { } id)
        {
            return new SurveyReading.Malformed("/responseId is missing; the response id was expected");
        }

        if (items.GetArrayLength() > MaxAnswers)
        {
            return TooMany("/items", items.GetArrayLength());
        }

        ResponseDraft draft = new(request.Source, mapping)
        {
            [ResponseField.ResponseId] = id,
            [ResponseField.SurveyId] = root.Text("formId"u8),
            SubmittedAt = root.Instant("timestamp"u8),
        };
        draft.TakeMappedFields(root);
        foreach (JsonElement item in items.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("response"u8, out JsonElement response))
            {
                AddItem(draft, item, response);
            }
        }

        draft.Suggest(ResponseField.Email, root.Text("respondentEmail"u8));
        return draft.Build(request.ReceivedAt);
    }

    private static void AddItem(ResponseDraft draft, JsonElement item, JsonElement response)
    {
        string? title = item.Text("title"u8);
        if ((item.Text("itemId"u8) ?? title) is not { } key)
        {
            return;
        }

        QuestionKind kind = item.Text("type"u8) switch
        {
            "SCALE" => QuestionKind.Scale,
            "RATING" => QuestionKind.Rating,
            "TEXT" or "PARAGRAPH_TEXT" => QuestionKind.Text,
            "MULTIPLE_CHOICE" or "LIST" or "CHECKBOX" => QuestionKind.Choice,
            "GRID" or "CHECKBOX_GRID" => QuestionKind.Number,
            _ => QuestionKind.Unknown,
        };
        if (kind == QuestionKind.Number && response.ValueKind == JsonValueKind.Array)
        {
            int row = 0;
            foreach (JsonElement cell in response.EnumerateArray().Take(MaxAnswers))
            {
                draft.Add(LooseAnswer.Of($"{key}/{row}", cell) with { Kind = QuestionKind.Choice, OtherKey = $"{title}/{row}" });
                row++;
            }

            return;
        }

        Answer answer = LooseAnswer.Of(key, response) with { Kind = kind, Title = title, OtherKey = title };
        if (kind == QuestionKind.Text && title is not null && !draft.IsMappingGiven && ResponseFields.TryGuess(title, out _))
        {
            draft.GuessField(title, response);
            return;
        }

        draft.Add(kind == QuestionKind.Choice && answer.Picks is null && answer.Text is { } pick ? answer with { Picks = [pick] } : answer);
    }

    private static SurveyReading ReadRow(JsonElement root, JsonElement values, SurveyRequest request, SourceMapping? mapping)
    {
        if (root.Text("spreadsheetId"u8) is not { } sheet || root.Text("rowIndex"u8) is not { } row)
        {
            return new SurveyReading.Malformed("/spreadsheetId or /rowIndex is missing; together they are the response id");
        }

        if (values.GetPropertyCount() > MaxAnswers)
        {
            return TooMany("/namedValues", values.GetPropertyCount());
        }

        string? timestamp = root.TryArray("values"u8, out JsonElement cells) && cells.GetArrayLength() > 0 ? JsonPath.Scalar(cells[0]) : NamedTimestamp(values);
        ResponseDraft draft = new(request.Source, mapping)
        {
            [ResponseField.ResponseId] = $"{sheet}!{row}",
            [ResponseField.SurveyId] = sheet,
            SubmittedAt = SheetTime(timestamp, root.Text("dateFormat"u8) ?? DefaultDateFormat, root.Text("timeZone"u8)),
        };
        draft.TakeMappedFields(root);
        foreach (JsonProperty value in values.EnumerateObject())
        {
            string title = value.Name.Trim();
            Answer answer = LooseAnswer.Of(title, value.Value) with { Title = title, OtherKey = value.Name };
            if (answer.Text is not null && answer.Text == timestamp)
            {
                continue;
            }

            if (!draft.IsMappingGiven && ResponseFields.TryGuess(title, out _))
            {
                draft.GuessField(title, value.Value);
            }
            else
            {
                draft.Add(answer);
            }
        }

        return draft.Build(request.ReceivedAt);
    }

    /// <summary>The sheet's first column by its name, for scripts that send no <c>values</c>.</summary>
    private static string? NamedTimestamp(JsonElement values)
    {
        foreach (JsonProperty value in values.EnumerateObject())
        {
            if (TimestampColumns.Contains(value.Name.Trim()))
            {
                return JsonPath.Scalar(value.Value);
            }
        }

        return null;
    }

    private static DateTimeOffset? SheetTime(string? text, string format, string? zone)
    {
        // Sheets of other countries write 27.03.2025 and 27/03/2025; only what fits both ways takes the format's word for it.
        bool isDayFirst = format.StartsWith('d');
        if (text is null || format.Length > 40
            || !(DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
                || Imports.ExportDates.TryNumeric(text, isDayFirst, out local)
                || Imports.ExportDates.TryNumeric(text, !isDayFirst, out local)))
        {
            if (!Imports.ExportDates.TryIso(text, out DateTimeOffset iso, out bool hasZone) || hasZone)
            {
                return Times.Iso(text);
            }

            local = iso.UtcDateTime;
        }

        DateTimeOffset instant = Imports.ExportDates.InZone(local, Locales.Zones.Find(zone) ?? TimeZoneInfo.Utc);
        return Instants.IsPlausible(instant) ? instant : null;
    }
}
