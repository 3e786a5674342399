using System.Globalization;
using System.Text.Json;

namespace Azure.AI.TextAnalytics;

/// <summary>Reads the results of each kind of analysis, in the order of the documents that were sent.</summary>
internal static class AnswerReader
{
    public static AnalyzeSentimentResultCollection ReadSentiments(JsonElement results, IReadOnlyList<WrittenDocument> sent)
    {
        JsonElement documents = results.GetProperty("documents");
        return new(
            Read(results, sent, (id, error) => new AnalyzeSentimentResult(id, error, null!), (id, document) => new AnalyzeSentimentResult(id, default, Sentiment(document, documents))),
            ModelVersion(results));
    }

    public static ExtractKeyPhrasesResultCollection ReadKeyPhrases(JsonElement results, IReadOnlyList<WrittenDocument> sent) => new(
        Read(
            results,
            sent,
            (id, error) => new ExtractKeyPhrasesResult(id, error, null!),
            (id, document) => new ExtractKeyPhrasesResult(id, default, new KeyPhraseCollection([.. document.GetProperty("keyPhrases").EnumerateArray().Select(p => p.GetString()!)]))),
        ModelVersion(results));

    public static DetectLanguageResultCollection ReadLanguages(JsonElement results, IReadOnlyList<WrittenDocument> sent) => new(
        Read(
            results,
            sent,
            (id, error) => new DetectLanguageResult(id, error, default),
            (id, document) => new DetectLanguageResult(id, default, Language(document.GetProperty("detectedLanguage")))),
        ModelVersion(results));

    public static RecognizePiiEntitiesResultCollection ReadPersonalData(JsonElement results, IReadOnlyList<WrittenDocument> sent) => new(
        Read(
            results,
            sent,
            (id, error) => new RecognizePiiEntitiesResult(id, error, null!),
            (id, document) => new RecognizePiiEntitiesResult(
                id,
                default,
                new PiiEntityCollection([.. document.GetProperty("entities").EnumerateArray().Select(Entity)], document.GetProperty("redactedText").GetString()!))),
        ModelVersion(results));

    /// <summary>Results and errors come in two lists; documents that the answer forgets are left out, as the original does.</summary>
    private static List<T> Read<T>(
        JsonElement results, IReadOnlyList<WrittenDocument> sent, Func<string, TextAnalyticsError, T> refused, Func<string, JsonElement, T> done)
    {
        Dictionary<string, T> byId = new(StringComparer.Ordinal);
        foreach (JsonElement error in results.GetProperty("errors").EnumerateArray())
        {
            string id = error.GetProperty("id").GetString()!;
            byId[id] = refused(id, Error(error.GetProperty("error")));
        }

        foreach (JsonElement document in results.GetProperty("documents").EnumerateArray())
        {
            string id = document.GetProperty("id").GetString()!;
            byId[id] = done(id, document);
        }

        return [.. sent.Where(document => byId.ContainsKey(document.Id)).Select(document => byId[document.Id])];
    }

    private static TextAnalyticsError Error(JsonElement error)
    {
        JsonElement details = error.TryGetProperty("innererror", out JsonElement inner) ? inner : error;
        return new TextAnalyticsError(
            details.GetProperty("code").GetString()!,
            (details.TryGetProperty("message", out JsonElement message) ? message.GetString() : null)!,
            (details.TryGetProperty("target", out JsonElement target) ? target.GetString() : null)!);
    }

    private static DocumentSentiment Sentiment(JsonElement document, JsonElement documents) => new(
        Tone(document),
        Scores(document),
        [.. document.GetProperty("sentences").EnumerateArray().Select(sentence => Sentence(sentence, documents))]);

    private static SentenceSentiment Sentence(JsonElement sentence, JsonElement documents)
    {
        SentenceOpinion[] opinions = sentence.TryGetProperty("targets", out JsonElement targets)
            ? [.. targets.EnumerateArray().Select(target => Opinion(target, documents))]
            : [];
        return new SentenceSentiment(Tone(sentence), Scores(sentence), Text(sentence), Offset(sentence), Length(sentence), opinions);
    }

    private static SentenceOpinion Opinion(JsonElement target, JsonElement documents)
    {
        AssessmentSentiment[] assessments =
        [
            .. target.GetProperty("relations").EnumerateArray()
                .Where(relation => relation.GetProperty("relationType").ValueEquals("assessment"))
                .Select(relation => Assessment(Referred(relation.GetProperty("ref").GetString()!, documents))),
        ];
        return new SentenceOpinion(new TargetSentiment(Tone(target), Scores(target), Text(target), Offset(target), Length(target)), assessments);
    }

    private static AssessmentSentiment Assessment(JsonElement assessment) => new(
        Tone(assessment), Scores(assessment), Text(assessment), assessment.GetProperty("isNegated").GetBoolean(), Offset(assessment), Length(assessment));

    /// <param name="reference">For example <c>#/documents/0/sentences/1/assessments/0</c>; the first number counts the answer's documents, not the request's.</param>
    private static JsonElement Referred(string reference, JsonElement documents)
    {
        string[] parts = reference.Split('/');
        return parts is ["#", "documents", var document, "sentences", var sentence, "assessments", var assessment]
            ? documents[Index(document)].GetProperty("sentences")[Index(sentence)].GetProperty("assessments")[Index(assessment)]
            : throw new InvalidOperationException($"Failed to parse element reference: {reference}");
    }

    private static int Index(string part) => int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DetectedLanguage Language(JsonElement language) =>
        new(language.GetProperty("name").GetString()!, language.GetProperty("iso6391Name").GetString()!, language.GetProperty("confidenceScore").GetDouble());

    private static PiiEntity Entity(JsonElement entity) => new(
        Text(entity),
        entity.GetProperty("category").GetString()!,
        (entity.TryGetProperty("subcategory", out JsonElement subcategory) ? subcategory.GetString() : null)!,
        entity.GetProperty("confidenceScore").GetDouble(),
        Offset(entity),
        Length(entity));

    private static TextSentiment Tone(JsonElement element) => element.GetProperty("sentiment").GetString() switch
    {
        "positive" => TextSentiment.Positive,
        "neutral" => TextSentiment.Neutral,
        "negative" => TextSentiment.Negative,
        "mixed" => TextSentiment.Mixed,
        var other => throw new FormatException($"Unknown sentiment: {other}."),
    };

    private static SentimentConfidenceScores Scores(JsonElement element)
    {
        JsonElement scores = element.GetProperty("confidenceScores");
        double neutral = scores.TryGetProperty("neutral", out JsonElement share) ? share.GetDouble() : 0;
        return new SentimentConfidenceScores(scores.GetProperty("positive").GetDouble(), neutral, scores.GetProperty("negative").GetDouble());
    }

    private static string Text(JsonElement element) => element.GetProperty("text").GetString()!;

    private static int Offset(JsonElement element) => element.GetProperty("offset").GetInt32();

    private static int Length(JsonElement element) => element.GetProperty("length").GetInt32();

    private static string ModelVersion(JsonElement results) => results.GetProperty("modelVersion").GetString()!;
}
