using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>Where the causes of a comment stand, as two fields of its insight in the ledger: <c>causes</c> and <c>complaints</c>.</summary>
public static class CauseJson
{
    public const string CausesField = "causes";
    public const string ComplaintsField = "complaints";

    private const int Digits = 4;

    /// <summary>Writes the fields into the object that the writer has open; nothing for a comment that complains of nothing.</summary>
    public static void WriteFields(Utf8JsonWriter writer, CommentCauses comment)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(comment);
        if (comment.Matches.Count > 0)
        {
            writer.WriteStartArray(CausesField);
            foreach (CauseMatch match in comment.Matches)
            {
                writer.WriteStartObject();
                writer.WriteString("id", match.RootCauseId);
                writer.WriteNumber("offset", match.Offset);
                writer.WriteNumber("length", match.Length);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (comment.Complaints.Count > 0)
        {
            writer.WriteStartArray(ComplaintsField);
            foreach (ComplaintFinding complaint in comment.Complaints)
            {
                writer.WriteStartObject();
                writer.WriteNumber("offset", complaint.Offset);
                writer.WriteNumber("length", complaint.Length);
                writer.WriteNumber("score", Math.Round(complaint.Score, Digits, MidpointRounding.AwayFromZero));
                if (complaint.RootCauseId is { } id)
                {
                    writer.WriteString("id", id);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Puts other causes into an insight of the ledger.</summary>
    public static void Replace(JsonObject insight, CommentCauses comment)
    {
        ArgumentNullException.ThrowIfNull(insight);
        insight.Remove(CausesField);
        insight.Remove(ComplaintsField);
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            WriteFields(writer, comment);
            writer.WriteEndObject();
        }

        foreach ((string name, JsonNode? value) in JsonNode.Parse(buffer.WrittenSpan)!.AsObject())
        {
            insight[name] = value!.DeepClone();
        }

        insight["rootCauses"] = new JsonArray([.. comment.Matches.Select(m => (JsonNode)m.RootCauseId)]);
    }

    /// <param name="insight">An insight as the ledger has it.</param>
    public static CommentCauses Read(JsonElement insight)
    {
        CauseMatch[] matches = insight.TryGetProperty(CausesField, out JsonElement causes)
            ? [.. causes.EnumerateArray().Select(c => new CauseMatch(c.GetProperty("id").GetString()!, c.GetProperty("offset").GetInt32(), c.GetProperty("length").GetInt32()))]
            : [];
        ComplaintFinding[] complaints = insight.TryGetProperty(ComplaintsField, out JsonElement found)
            ? [.. found.EnumerateArray().Select(c => new ComplaintFinding(
                c.GetProperty("offset").GetInt32(),
                c.GetProperty("length").GetInt32(),
                c.GetProperty("score").GetDouble(),
                c.TryGetProperty("id", out JsonElement id) ? id.GetString() : null))]
            : [];
        return matches.Length + complaints.Length == 0 ? CommentCauses.None : new CommentCauses(matches, complaints);
    }
}
