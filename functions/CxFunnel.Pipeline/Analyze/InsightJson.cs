using System.Text.Json;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>An insight as JSON: the fields of the contract's section 6.</summary>
public static class InsightJson
{
    /// <summary>Scores and probabilities are written with four digits behind the point: more would be noise.</summary>
    private const int Digits = 4;

    /// <summary>Writes the fields into the object that the writer has open.</summary>
    /// <param name="forLedger">Leaves out the spans of personal data and the redacted text: the ledger keeps that text as the comment.</param>
    public static void WriteFields(Utf8JsonWriter writer, TextInsight insight, bool forLedger)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(insight);
        writer.WriteStartObject("language");
        writer.WriteString("code", insight.Language.Code);
        WriteNumber(writer, "confidence", insight.Language.Confidence);
        writer.WriteEndObject();
        writer.WriteString("sentiment", Word(insight.Sentiment));
        WriteNumber(writer, "score", insight.Score);
        writer.WriteStartObject("confidence");
        WriteNumber(writer, "positive", insight.Confidence.Positive);
        WriteNumber(writer, "neutral", insight.Confidence.Neutral);
        WriteNumber(writer, "negative", insight.Confidence.Negative);
        writer.WriteEndObject();
        writer.WriteStartArray("sentences");
        foreach (SentenceInsight sentence in insight.Sentences)
        {
            writer.WriteStartObject();
            writer.WriteNumber("offset", sentence.Offset);
            writer.WriteNumber("length", sentence.Length);
            writer.WriteString("sentiment", Word(sentence.Sentiment));
            WriteNumber(writer, "score", sentence.Score);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("opinions");
        foreach (Opinion opinion in insight.Opinions)
        {
            writer.WriteStartObject();
            writer.WriteString("target", opinion.Target);
            WriteStrings(writer, "assessments", opinion.Assessments);
            writer.WriteString("sentiment", Word(opinion.Sentiment));
            writer.WriteNumber("offset", opinion.Offset);
            writer.WriteNumber("length", opinion.Length);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteStrings(writer, "keyPhrases", insight.KeyPhrases);
        if (!forLedger)
        {
            writer.WriteStartArray("personalData");
            foreach (PersonalDataSpan span in insight.PersonalData)
            {
                writer.WriteStartObject();
                writer.WriteString("kind", span.Kind);
                writer.WriteNumber("offset", span.Offset);
                writer.WriteNumber("length", span.Length);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("redacted", insight.Redacted);
        }

        WriteStrings(writer, "rootCauses", insight.RootCauses);
        writer.WriteString("engine", insight.Engine);
    }

    /// <summary>
    /// Reads an insight of the ledger back as far as root causes need it: language, sentiment and sentences; the rest is empty. The
    /// text stands beside it, redacted.
    /// </summary>
    public static TextInsight ReadForCauses(JsonElement insight, string redacted)
    {
        JsonElement language = insight.GetProperty("language");
        return new TextInsight
        {
            Language = new DetectedLanguage(language.GetProperty("code").GetString()!, language.GetProperty("confidence").GetDouble()),
            Sentiment = Label(insight),
            Score = insight.GetProperty("score").GetDouble(),
            Confidence = new SentimentConfidence(0, 0, 0),
            Sentences = [.. insight.GetProperty("sentences").EnumerateArray().Select(s => new SentenceInsight(
                s.GetProperty("offset").GetInt32(), s.GetProperty("length").GetInt32(), Label(s), s.GetProperty("score").GetDouble()))],
            Opinions = [],
            KeyPhrases = [],
            PersonalData = [],
            Redacted = redacted,
            Engine = insight.GetProperty("engine").GetString()!,
        };
    }

    private static SentimentLabel Label(JsonElement element) => element.GetProperty("sentiment").GetString() switch
    {
        "positive" => SentimentLabel.Positive,
        "negative" => SentimentLabel.Negative,
        "mixed" => SentimentLabel.Mixed,
        _ => SentimentLabel.Neutral,
    };

    public static string Word(SentimentLabel label) => label switch
    {
        SentimentLabel.Positive => "positive",
        SentimentLabel.Negative => "negative",
        SentimentLabel.Mixed => "mixed",
        _ => "neutral",
    };

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value) =>
        writer.WriteNumber(name, Math.Round(value, Digits, MidpointRounding.AwayFromZero));

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
