using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Locales;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>
/// Responses that Qualtrics exports. Below the header stand the question texts and a row of JSON with each column's id and, for
/// dates, its zone. A mapping may name columns by header or by id.
/// </summary>
internal sealed class QualtricsRows : IRowMapper
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoFields = [];

    private readonly string _source;
    private readonly SourceMapping? _mapping;
    private readonly string[] _names;
    private readonly string[] _titles;
    private readonly string[] _ids;
    private readonly TimeZoneInfo _zone;

    private QualtricsRows(string[] names, string[] titles, string[] ids, TimeZoneInfo? zone, ExportOptions options)
    {
        _source = options.Source ?? "qualtrics";
        _mapping = options.Mapping;
        (_names, _titles, _ids) = (names, titles, ids);
        _zone = options.TimeZone ?? zone ?? TimeZoneInfo.Utc;
    }

    /// <summary>Reads the two rows below the header.</summary>
    public static async ValueTask<QualtricsRows> StartAsync(ExportRows rows, ExportHeader header, ExportOptions options, CancellationToken cancellation)
    {
        string[] names = [.. header.Row.Cells.Select(c => c.Trim('\uFEFF', ' '))];
        string[] titles = await ReadAsync(rows, names.Length, cancellation);
        string[] imports = await ReadAsync(rows, names.Length, cancellation);
        string[] ids = new string[names.Length];
        TimeZoneInfo? zone = null;
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = names[i];
            if (JsonBody.TryParse(Encoding.UTF8.GetBytes(imports[i]), out JsonDocument? json, out _))
            {
                using (json)
                {
                    ids[i] = json!.RootElement.Text("ImportId"u8) ?? names[i];
                    zone ??= Zones.Find(json.RootElement.Text("timeZone"u8));
                }
            }
        }

        if (!imports.Any(i => i.Contains("ImportId", StringComparison.Ordinal)))
        {
            throw new UnreadableExportException("the third row of this Qualtrics export holds no ImportId; export it with all three header rows");
        }

        return new QualtricsRows(names, titles, ids, zone, options);
    }

    public ExportRow? Map(ExportRows row)
    {
        if (row.CellCount != _names.Length)
        {
            return new ExportRow.Rejected(row.Number, $"has {row.CellCount} cells where the header has {_names.Length}");
        }

        ResponseDraft draft = new(_source, _mapping);
        DateTimeOffset? recordedAt = null;
        bool isPreview = false;
        for (int i = 0; i < _names.Length; i++)
        {
            string? value = CleanText.Normalize(row.Cell(i).ToString());
            if (value is null)
            {
                continue;
            }

            switch (_ids[i])
            {
                case "_recordId" or "responseId":
                    draft[ResponseField.ResponseId] = value;
                    break;
                case "recordedDate":
                    recordedAt = Instant(value);
                    break;
                case "status":
                    isPreview |= value is "1" or "2" or "8" or "Survey Preview" or "Survey Test" or "Spam";
                    break;
                case "finished":
                    draft.State = value is "0" or "False" or "FALSE" ? FeedbackState.Partial : FeedbackState.Complete;
                    break;
                default:
                    Take(draft, i, value);
                    break;
            }
        }

        // A preview looks real and is none.
        return isPreview ? null
            : recordedAt is null ? new ExportRow.Rejected(row.Number, "has no RecordedDate that can be read")
            : Row(draft, row.Number, recordedAt.Value);
    }

    private static ExportRow Row(ResponseDraft draft, long number, DateTimeOffset recordedAt)
    {
        draft.SubmittedAt = recordedAt;
        draft.RevisedAt = recordedAt;
        return draft.Build(recordedAt) switch
        {
            SurveyReading.Items { Values: [{ } item] } => new ExportRow.Read(number, item),
            SurveyReading.Empty empty => new ExportRow.Rejected(number, empty.Reason),
            SurveyReading.Malformed malformed => new ExportRow.Rejected(number, malformed.Reason),
            _ => new ExportRow.Rejected(number, "is no response"),
        };
    }

    private void Take(ResponseDraft draft, int column, string value)
    {
        string id = _ids[column];
        string name = _names[column];
        if (!QualtricsResponse.IsQuestion(id) || id.EndsWith("_NPS_GROUP", StringComparison.Ordinal))
        {
            if (_mapping is not null && _mapping.Names.TryGetValue(name, out string? meaning) && ResponseFields.ByContractName.TryGetValue(meaning, out ResponseField field))
            {
                draft[field] = value;
            }
            else if (MappedField(id) is { } mapped)
            {
                draft[mapped] = value;
            }
            else if (ResponseFields.TryGuess(name, out field) || ResponseFields.TryGuess(id, out field))
            {
                draft.Suggest(field, value);
            }

            return;
        }

        bool isNps = Array.IndexOf(_ids, $"{id}_NPS_GROUP") >= 0;
        bool isText = id.EndsWith("_TEXT", StringComparison.Ordinal);
        Answer answer = new(name, isText ? QuestionKind.Text : isNps ? QuestionKind.Nps : QuestionKind.Unknown)
        {
            OtherKey = id,
            Title = _titles[column],
            Number = isText ? null : AnswerNumbers.Plain(value),
            Text = value,
        };
        if (_mapping is not null && _mapping.Names.TryGetValue(name, out string? role))
        {
            draft.AddAs(answer, new QuestionRole(role, Min: null, Max: null));
        }
        else if (_mapping is not null || isText || answer.Number is not null)
        {
            // The text of a choice is no comment.
            draft.Add(answer);
        }
    }

    /// <summary>The field whose path, as the API's responses have it, ends in the column's id.</summary>
    private ResponseField? MappedField(string id)
    {
        foreach ((string name, IReadOnlyList<string> paths) in _mapping?.Fields ?? NoFields)
        {
            if (paths.Contains($"values.{id}", StringComparer.Ordinal) && ResponseFields.ByContractName.TryGetValue(name, out ResponseField field))
            {
                return field;
            }
        }

        return null;
    }

    private DateTimeOffset? Instant(string value) =>
        ExportDates.TryIso(value, out DateTimeOffset instant, out bool hasZone)
            ? hasZone ? instant : ExportDates.InZone(instant.UtcDateTime, _zone)
            : null;

    private static async ValueTask<string[]> ReadAsync(ExportRows rows, int count, CancellationToken cancellation)
    {
        string[] cells = new string[count];
        Array.Fill(cells, string.Empty);
        if (await rows.ReadAsync(count, cancellation) == RowRead.Row)
        {
            for (int i = 0; i < count; i++)
            {
                cells[i] = rows.Cell(i).ToString();
            }
        }

        return cells;
    }
}
