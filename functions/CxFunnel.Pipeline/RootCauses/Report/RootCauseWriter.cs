using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Effect;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>Writes what is known of root causes in the formats that readers ask for.</summary>
public static class RootCauseWriter
{
    private const string DateForm = "yyyy-MM-dd";
    private const string ListSeparator = "; ";

    private static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    /// <summary>The names of a row's fields, in order.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } = [.. Nothing.Columns().Select(c => c.Name)];

    private static RootCauseRow Nothing => new(
        new CatalogueEntry { RootCauseId = string.Empty, Label = string.Empty, State = CauseState.Established },
        CauseMetrics.Of(new Tally(), 0),
        new CauseEffect(string.Empty, 0, 0, 0) { Difference = default, Points = default, Effect = default, Weight = 0, IsEstimated = false },
        Emerging: null,
        Trend: 0,
        default,
        default,
        CauseOrigin.Unknown);

    /// <summary><c>{"program","from","to",…,"rows":[…]}</c>; the row's fields are the columns in camel case.</summary>
    public static async Task WriteJsonAsync(Stream body, RootCauseReading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        await using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WriteString("program", reading.Query.Program);
        Write(json, "from", reading.From);
        Write(json, "to", reading.To);
        Write(json, "feedback", reading.Feedback);
        Write(json, "npsResponses", reading.Drivers.Answers);
        Write(json, "nps", reading.Drivers.Nps);
        Write(json, "npsWithoutCauses", reading.Drivers.Baseline);
        Write(json, "explained", reading.Drivers.Explained);
        Write(json, "isExact", reading.Drivers.IsExact);
        Write(json, "otherMentions", reading.OtherMentions);
        json.WriteStartArray("rows");
        foreach (RootCauseRow row in reading.Rows)
        {
            json.WriteStartObject();
            foreach ((string name, object? value) in row.Columns())
            {
                Write(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    /// <summary>A header of the columns, then the rows; cells that a spreadsheet would run as a formula are escaped.</summary>
    public static async Task WriteCsvAsync(Stream body, RootCauseReading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        await using CsvWriter csv = CsvWriter.Create(body, Csv, leaveOpen: true);
        await csv.WriteRecordAsync([.. ColumnNames], cancellation);
        foreach (RootCauseRow row in reading.Rows)
        {
            foreach ((_, object? value) in row.Columns())
            {
                switch (value)
                {
                    case DateOnly day:
                        csv.WriteField(day, DateForm);
                        break;
                    case IReadOnlyList<string> list:
                        csv.WriteField(string.Join(ListSeparator, list));
                        break;
                    case null:
                        csv.WriteField(string.Empty);
                        break;
                    case bool isTrue:
                        csv.WriteField(isTrue ? "true" : "false");
                        break;
                    default:
                        csv.WriteField(value);
                        break;
                }
            }

            await csv.EndRecordAsync(cancellation);
        }

        await csv.FlushAsync(cancellation);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case bool isTrue:
                json.WriteBooleanValue(isTrue);
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString(DateForm, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyList<string> list:
                json.WriteStartArray();
                foreach (string element in list)
                {
                    json.WriteStringValue(element);
                }

                json.WriteEndArray();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
