using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Checks a mapping against webhooks that came with it: what matches nothing in any of them is a typing error that would miscount
/// in silence. An entry matches when the samples read otherwise without it.
/// </summary>
internal static class MappingSample
{
    public const int MaxSamples = 10;
    public const int MaxSampleBytes = 256 * 1024;

    /// <summary>A name that nothing has: in place of an entry, it leaves the mapping as large as it was.</summary>
    private const string Nowhere = "\0";

    /// <summary>Reads the members <c>sample</c> (one) and <c>samples</c> (an array).</summary>
    /// <returns>Empty when there are none, or when something is wrong.</returns>
    public static IReadOnlyList<SurveyRequest> Read(JsonElement mapping, string source, DateTimeOffset now, InputErrors errors)
    {
        List<(string Pointer, JsonElement Json)> given = [];
        if (mapping.TryGetProperty("sample", out JsonElement one))
        {
            given.Add(("/sample", one));
        }

        if (mapping.TryGetProperty("samples", out JsonElement several))
        {
            if (several.ValueKind != JsonValueKind.Array || several.GetArrayLength() > MaxSamples)
            {
                errors.Add("/samples", $"is no array of at most {MaxSamples} webhooks");
                return [];
            }

            given.AddRange(several.EnumerateArray().Select((json, i) => ($"/samples/{i}", json)));
        }

        List<SurveyRequest> requests = [];
        foreach ((string pointer, JsonElement json) in given)
        {
            if (json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String))
            {
                errors.Add(pointer, $"is {JsonFields.Kind(json)}; a webhook's body is expected: JSON, or a form as a text");
                continue;
            }

            byte[] body = Encoding.UTF8.GetBytes(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText());
            requests.Add(new SurveyRequest(source, ContentType(body), body, now));
        }

        if (requests.Sum(r => (long)r.Body.Length) > MaxSampleBytes)
        {
            errors.Add(given[0].Pointer, $"is too large; {MaxSampleBytes / 1024} KB of samples are taken");
            return [];
        }

        return requests;
    }

    /// <param name="samples">Not empty.</param>
    public static void Check(SourceMapping mapping, IReadOnlyList<SurveyRequest> samples, InputErrors errors)
    {
        ISurveyAdapter adapter = SurveyAdapters.For(samples[0].Source);
        string[] whole = [.. samples.Select(s => Print(adapter.Read(s, mapping)))];
        for (int i = 0; i < samples.Count; i++)
        {
            if (whole[i].Length == 0)
            {
                SurveyPreview preview = SurveyPreview.Of(adapter.Read(samples[i], mapping));
                errors.Add(samples.Count == 1 ? "/sample" : $"/samples/{i}", $"is no response of this source but {preview.Outcome}: {preview.Reason}");
            }
        }

        if (whole.Any(w => w.Length == 0))
        {
            return;
        }

        foreach ((string key, QuestionRole role) in mapping.Questions)
        {
            if (Matters(mapping with { Questions = Replace(mapping.Questions, key, (Nowhere, role)) }))
            {
                continue;
            }

            errors.Add($"/questions/{Escape(key)}", "matches no answer in the sample that can be read in this role");
        }

        foreach ((string field, IReadOnlyList<string> paths) in mapping.Fields)
        {
            if (!Matters(mapping with { Fields = Replace(mapping.Fields, field, (field, [Nowhere])) }))
            {
                errors.Add($"/fields/{Escape(field)}", $"{(paths.Count == 1 ? "matches" : "match by none of the paths")} nothing in the sample that can be read as this field");
            }
        }

        bool Matters(SourceMapping without) => samples.Where((sample, i) => Print(adapter.Read(sample, without)) != whole[i]).Any();
    }

    private static Dictionary<string, T> Replace<T>(IReadOnlyDictionary<string, T> entries, string key, (string Key, T Value) with)
    {
        Dictionary<string, T> replaced = new(entries, StringComparer.Ordinal);
        replaced.Remove(key);
        replaced.Add(with.Key, with.Value);
        return replaced;
    }

    /// <summary>What was read, to compare it; empty when there is no item.</summary>
    private static string Print(SurveyReading reading) => reading switch
    {
        SurveyReading.Items items => JsonSerializer.Serialize(items.Values, PipelineJson.Compact.IReadOnlyListFeedbackItem),
        // Without its only score a genuine response is empty, which is another reading.
        SurveyReading.Empty => "empty",
        _ => string.Empty,
    };

    /// <summary>A multipart form begins with its boundary; the other kinds are told apart by the adapters.</summary>
    private static string? ContentType(ReadOnlySpan<byte> body)
    {
        int end = body.StartsWith("--"u8) ? body.IndexOfAny((byte)'\r', (byte)'\n') : -1;
        return end is > 2 and < 80 ? $"multipart/form-data; boundary=\"{Encoding.UTF8.GetString(body[2..end])}\"" : null;
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
