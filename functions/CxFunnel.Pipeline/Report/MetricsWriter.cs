using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace CxFunnel.Pipeline.Report;

/// <summary>Writes a report in the formats that readers ask for.</summary>
public static class MetricsWriter
{
    private const string DateForm = "yyyy-MM-dd";

    private static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    /// <summary><c>{"program","from","to","grain","by","rows":[{"date","dimension","value",…}]}</c>; <c>from</c> and <c>to</c> are those of the rows when the query left them open.</summary>
    public static async Task WriteJsonAsync(Stream body, MetricsQuery query, IReadOnlyList<MetricsRow> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(rows);
        await using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WriteString("program", query.Program);
        WriteDay(json, "from", query.From != MetricsQuery.Earliest ? query.From : rows.Count > 0 ? rows[0].Date : null);
        WriteDay(json, "to", query.To != MetricsQuery.Latest ? query.To : rows.Count > 0 ? rows.Max(r => r.LastDate) : null);
        json.WriteString("grain", query.Grain.ToString().ToLowerInvariant());
        json.WriteString("by", query.By);
        json.WriteStartArray("rows");
        foreach (MetricsRow row in rows)
        {
            json.WriteStartObject();
            WriteDay(json, "date", row.Date);
            json.WriteString("dimension", row.Dimension);
            json.WriteString("value", row.Value);
            foreach ((string name, object value) in row.Metrics.Columns())
            {
                string field = JsonNamingPolicy.CamelCase.ConvertName(name);
                if (value is long count)
                {
                    json.WriteNumber(field, count);
                }
                else
                {
                    json.WriteNumber(field, (double)value);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    /// <summary>A header of the table's column names, then the rows; numbers and dates in the invariant form, cells that a spreadsheet would run as a formula are escaped.</summary>
    public static async Task WriteCsvAsync(Stream body, IReadOnlyList<MetricsRow> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await using CsvWriter csv = CsvWriter.Create(body, Csv, leaveOpen: true);
        await csv.WriteRecordAsync(["Date", "Dimension", "Value", .. Empty.Columns().Select(c => c.Name)], cancellation);
        foreach (MetricsRow row in rows)
        {
            csv.WriteField(row.Date, DateForm);
            csv.WriteField(row.Dimension);
            csv.WriteField(row.Value);
            foreach ((_, object value) in row.Metrics.Columns())
            {
                csv.WriteField(value);
            }

            await csv.EndRecordAsync(cancellation);
        }

        await csv.FlushAsync(cancellation);
    }

    private static Rollup.Metrics Empty => Rollup.Metrics.Of(new Ledger.Tally(), 0);

    private static void WriteDay(Utf8JsonWriter json, string name, DateOnly? day)
    {
        if (day is { } known)
        {
            json.WriteString(name, known.ToString(DateForm, CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
