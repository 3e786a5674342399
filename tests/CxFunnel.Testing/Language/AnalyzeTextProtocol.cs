using System.Globalization;
using System.Text.Json.Nodes;

namespace CxFunnel.Testing.Language;

/// <summary>One request by the book: what is refused whole, which documents are refused, and how the rest is answered.</summary>
internal sealed class AnalyzeTextProtocol
{
    private const int MaxTextElements = 5120;
    private const int RecordTextElements = 1000;
    private const string ModelVersion = "2022-11-01";

    private static readonly string[] Languages = ["de", "en", "es", "fr", "it", "nl", "pt"];

    private readonly Func<string, int, int> _count;
    private readonly int _maxDocuments;

    private AnalyzeTextProtocol(string kind, int maxDocuments, bool opinions, string[] categories, Func<string, int, int> count, (string, string, string?)[] documents)
    {
        Kind = kind;
        Documents = documents;
        Opinions = opinions;
        Categories = categories;
        _maxDocuments = maxDocuments;
        _count = count;
    }

    public string Kind { get; }

    public (string Id, string Text, string? Language)[] Documents { get; }

    public bool Opinions { get; }

    public string[] Categories { get; }

    /// <summary>Why nothing of the request is answered; null when it is.</summary>
    public (string Code, string Message)? Refusal =>
        Documents.Length == 0 ? ("MissingInputRecords", "Missing input records.")
        : Documents.Length > _maxDocuments ? ("InvalidDocumentBatch", $"Batch request contains too many records. Max {_maxDocuments} records are permitted.")
        : Documents.DistinctBy(d => d.Id).Count() < Documents.Length ? ("InvalidDocumentBatch", "Request contains duplicated Ids. Make sure each document has a unique Id.")
        : null;

    /// <exception cref="FormatException">The kind or the way to count is unknown.</exception>
    public static AnalyzeTextProtocol Of(JsonObject body)
    {
        string kind = body["kind"]!.GetValue<string>();
        JsonNode? parameters = body["parameters"];
        int max = kind switch
        {
            "SentimentAnalysis" or "KeyPhraseExtraction" => 10,
            "PiiEntityRecognition" => 5,
            "LanguageDetection" => 1000,
            _ => throw new FormatException("Unknown kind."),
        };
        // Offsets count text elements unless the caller asks for something else.
        Func<string, int, int> count = parameters?["stringIndexType"]?.GetValue<string>() switch
        {
            null or "TextElements_v8" => (text, units) => new StringInfo(text[..units]).LengthInTextElements,
            "UnicodeCodePoint" => (text, units) => text[..units].EnumerateRunes().Count(),
            "Utf16CodeUnit" => (_, units) => units,
            _ => throw new FormatException("Unknown stringIndexType."),
        };
        return new AnalyzeTextProtocol(
            kind,
            max,
            parameters?["opinionMining"]?.GetValue<bool>() ?? false,
            [.. parameters?["piiCategories"]?.AsArray().Select(c => c!.GetValue<string>()) ?? []],
            count,
            [.. body["analysisInput"]!["documents"]!.AsArray().Select(d => (d!["id"]!.GetValue<string>(), d["text"]!.GetValue<string>(), d["language"]?.GetValue<string>()))]);
    }

    public (JsonObject Answer, int Records) Answer(LanguageFault? fault)
    {
        JsonArray documents = [];
        JsonArray errors = [];
        int records = 0;
        for (int i = 0; i < Documents.Length; i++)
        {
            (string id, string text, string? language) = Documents[i];
            if (fault is LanguageFault.Forgets forgets && forgets.Index == i)
            {
                continue;
            }

            int elements = new StringInfo(text).LengthInTextElements;
            JsonObject? error =
                fault is LanguageFault.DocumentFails fails && fails.Index == i ? Error("InternalServerError", "InternalServerError", "Unexpected error.")
                : text.Length == 0 ? Error("InvalidArgument", "InvalidDocument", "Document text is empty.")
                : elements > MaxTextElements ? Error("InvalidArgument", "InvalidDocument", "A document within the request was too large to be processed. Limit document size to: 5120 text elements.")
                : language is not null && !Languages.Contains(language) ? Error("InvalidArgument", "UnsupportedLanguageCode", "Invalid language code.")
                : null;
            if (error is not null)
            {
                errors.Add(new JsonObject { ["id"] = id, ["error"] = error });
                continue;
            }

            records += ((elements - 1) / RecordTextElements) + 1;
            JsonObject document = Analyze(text, documents.Count);
            document["id"] = id;
            document["warnings"] = new JsonArray();
            documents.Add(document);
        }

        JsonObject results = new() { ["documents"] = documents, ["errors"] = errors, ["modelVersion"] = ModelVersion };
        return (new JsonObject { ["kind"] = Kind + "Results", ["results"] = results }, records);
    }

    private static JsonObject Error(string code, string inner, string message) => new()
    {
        ["code"] = code,
        ["message"] = "Invalid document in request.",
        ["innererror"] = new JsonObject { ["code"] = inner, ["message"] = message },
    };

    private JsonObject Analyze(string text, int documentIndex)
    {
        switch (Kind)
        {
            case "SentimentAnalysis":
                return Sentiment(text, documentIndex);
            case "KeyPhraseExtraction":
                return new JsonObject { ["keyPhrases"] = new JsonArray([.. SimpleFindings.KeyPhrases(text).Select(p => (JsonNode)p)]) };
            case "LanguageDetection":
                (string name, string code, double confidence) = SimpleFindings.Language(text);
                return new JsonObject { ["detectedLanguage"] = new JsonObject { ["name"] = name, ["iso6391Name"] = code, ["confidenceScore"] = confidence } };
            default:
                return PersonalData(text);
        }
    }

    private JsonObject Sentiment(string text, int documentIndex)
    {
        JsonArray sentences = [];
        int praise = 0;
        int blame = 0;
        foreach (Range range in SimpleFindings.Sentences(text))
        {
            (int offset, int length) = range.GetOffsetAndLength(text.Length);
            (int good, int bad) = SimpleFindings.Tone(text.Substring(offset, length));
            praise += good;
            blame += bad;
            JsonObject sentence = Toned(text, offset, length, good == bad ? "neutral" : good > bad ? "positive" : "negative", hasNeutral: true);
            if (Opinions)
            {
                JsonArray targets = [];
                JsonArray assessments = [];
                foreach (SimpleOpinion opinion in SimpleFindings.Opinions(text, offset, length))
                {
                    JsonObject target = Toned(text, opinion.TargetAt, opinion.TargetLength, opinion.Sentiment, hasNeutral: false);
                    string reference = string.Create(CultureInfo.InvariantCulture, $"#/documents/{documentIndex}/sentences/{sentences.Count}/assessments/{assessments.Count}");
                    target["relations"] = new JsonArray(new JsonObject { ["relationType"] = "assessment", ["ref"] = reference });
                    targets.Add(target);
                    JsonObject assessment = Toned(text, opinion.AssessmentAt, opinion.AssessmentLength, opinion.Sentiment, hasNeutral: false);
                    assessment["isNegated"] = false;
                    assessments.Add(assessment);
                }

                sentence["targets"] = targets;
                sentence["assessments"] = assessments;
            }

            sentences.Add(sentence);
        }

        string label = (praise, blame) switch { ( > 0, > 0) => "mixed", ( > 0, _) => "positive", (_, > 0) => "negative", _ => "neutral" };
        return new JsonObject { ["sentiment"] = label, ["confidenceScores"] = Scores(label, hasNeutral: true), ["sentences"] = sentences };
    }

    private JsonObject PersonalData(string text)
    {
        char[] redacted = text.ToCharArray();
        JsonArray entities = [];
        foreach ((string category, int offset, int length) in SimpleFindings.PersonalData(text).Where(f => Categories.Length == 0 || Categories.Contains(f.Category)))
        {
            redacted.AsSpan(offset, length).Fill('*');
            JsonObject entity = Placed(text, offset, length);
            entity["category"] = category;
            entity["confidenceScore"] = 0.9;
            entities.Add(entity);
        }

        return new JsonObject { ["redactedText"] = new string(redacted), ["entities"] = entities };
    }

    private JsonObject Toned(string text, int offset, int length, string sentiment, bool hasNeutral)
    {
        JsonObject toned = Placed(text, offset, length);
        toned["sentiment"] = sentiment;
        toned["confidenceScores"] = Scores(sentiment, hasNeutral);
        return toned;
    }

    private JsonObject Placed(string text, int offset, int length)
    {
        int from = _count(text, offset);
        return new JsonObject { ["text"] = text.Substring(offset, length), ["offset"] = from, ["length"] = _count(text, offset + length) - from };
    }

    private static JsonObject Scores(string sentiment, bool hasNeutral)
    {
        (double positive, double neutral, double negative) = sentiment switch
        {
            "positive" => (0.96, 0.03, 0.01),
            "negative" => (0.01, 0.03, 0.96),
            "mixed" => (0.48, 0.04, 0.48),
            _ => (0.05, 0.9, 0.05),
        };
        JsonObject scores = new() { ["positive"] = positive, ["negative"] = negative };
        if (hasNeutral)
        {
            scores["neutral"] = neutral;
        }

        return scores;
    }
}
