using Azure.AI.TextAnalytics;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.TextAnalytics;
using DetectedLanguage = CxFunnel.TextAnalytics.DetectedLanguage;

namespace CxFunnel.Azure.Language;

/// <summary>What the service said about one piece; null where it gave no result.</summary>
internal readonly record struct PieceFindings(
    LanguagePiece Piece, AnalyzeSentimentResult? Sentiment, string? Model, ExtractKeyPhrasesResult? Phrases, RecognizePiiEntitiesResult? PersonalData);

/// <summary>Turns the service's words into the pipeline's, and the pieces of a text into one finding.</summary>
internal static class FindingMerge
{
    private const int MaxKeyPhrases = 20;

    /// <summary>What counts as personal data here, by the service's names and by ours. Dates, organizations and amounts do not.</summary>
    private static readonly Dictionary<PiiEntityCategory, string> Kinds = new()
    {
        [PiiEntityCategory.Person] = "name",
        [PiiEntityCategory.PhoneNumber] = "phone",
        [PiiEntityCategory.Email] = "email",
        [PiiEntityCategory.Address] = "address",
        [PiiEntityCategory.CreditCardNumber] = "card",
        [PiiEntityCategory.InternationalBankingAccountNumber] = "iban",
        [PiiEntityCategory.IPAddress] = "ip",
    };

    /// <summary>Names are guessed more often than addresses are: below this confidence a find is left alone.</summary>
    private const double LeastConfidence = 0.6;

    public static IReadOnlyCollection<PiiEntityCategory> Categories => Kinds.Keys;

    /// <returns>Null when the service did not read every piece of the text: half a reading is none.</returns>
    public static CloudFinding? Merge(DetectedLanguage? language, string text, IReadOnlyList<PieceFindings> pieces)
    {
        if (pieces.Count == 0 || pieces.Any(p => p.Sentiment is not { HasError: false } || p.Phrases is not { HasError: false } || p.PersonalData is not { HasError: false }))
        {
            return null;
        }

        (LanguagePiece Piece, DocumentSentiment Sentiment)[] read = [.. pieces.Select(p => (p.Piece, p.Sentiment!.DocumentSentiment))];
        return new CloudFinding
        {
            Language = language,
            Sentiment = Label(read),
            Confidence = Confidence(read),
            Sentences = [.. read.SelectMany(r => r.Sentiment.Sentences.Select(s => Sentence(text, r.Piece, s)).OfType<SentenceInsight>())],
            Opinions = [.. read.SelectMany(r => r.Sentiment.Sentences.SelectMany(s => s.Opinions).Select(o => Opinion(text, r.Piece, o)).OfType<Opinion>())],
            KeyPhrases = [.. pieces.SelectMany(p => p.Phrases!.KeyPhrases).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxKeyPhrases)],
            PersonalData = PersonalData(text, pieces),
            Engine = $"azure-language/{pieces[0].Model}",
        };
    }

    /// <summary>One piece's label as it is; several are mixed when they disagree.</summary>
    private static SentimentLabel Label((LanguagePiece Piece, DocumentSentiment Sentiment)[] read)
    {
        TextSentiment[] told = [.. read.Select(r => r.Sentiment.Sentiment).Where(s => s != TextSentiment.Neutral).Distinct()];
        return told.Length switch { 0 => SentimentLabel.Neutral, 1 => Of(told[0]), _ => SentimentLabel.Mixed };
    }

    /// <summary>The mean over the pieces by their length.</summary>
    private static SentimentConfidence Confidence((LanguagePiece Piece, DocumentSentiment Sentiment)[] read)
    {
        double Mean(Func<SentimentConfidenceScores, double> share) =>
            read.Sum(r => share(r.Sentiment.ConfidenceScores) * r.Piece.TextElements) / read.Sum(r => (double)r.Piece.TextElements);
        (double positive, double neutral, double negative) = (Mean(s => s.Positive), Mean(s => s.Neutral), Mean(s => s.Negative));
        double total = positive + neutral + negative;
        // The service rounds to two digits, so that its three seldom sum to 1.
        return total > 0 ? new SentimentConfidence(positive / total, neutral / total, negative / total) : new SentimentConfidence(0, 1, 0);
    }

    private static SentenceInsight? Sentence(string text, LanguagePiece piece, SentenceSentiment sentence)
    {
        if (Place(text, piece, sentence.Offset, sentence.Length) is not { } place)
        {
            return null;
        }

        // The service counts the blanks behind a sentence; we do not.
        int length = text.AsSpan(place.Offset, place.Length).TrimEnd().Length;
        return new SentenceInsight(place.Offset, length, Of(sentence.Sentiment), sentence.ConfidenceScores.Positive - sentence.ConfidenceScores.Negative);
    }

    private static Opinion? Opinion(string text, LanguagePiece piece, SentenceOpinion opinion) =>
        Place(text, piece, opinion.Target.Offset, opinion.Target.Length) is { } place
            ? new Opinion(opinion.Target.Text, [.. opinion.Assessments.OrderBy(a => a.Offset).Select(a => a.Text)], Of(opinion.Target.Sentiment), place.Offset, place.Length)
            : null;

    /// <summary>In the order of the text and without overlaps: the longer of two that overlap stays.</summary>
    private static List<PersonalDataSpan> PersonalData(string text, IReadOnlyList<PieceFindings> pieces)
    {
        List<PersonalDataSpan> spans = [];
        foreach (PieceFindings piece in pieces)
        {
            foreach (PiiEntity entity in piece.PersonalData!.Entities)
            {
                if (entity.ConfidenceScore >= LeastConfidence && Kinds.TryGetValue(entity.Category, out string? kind)
                    && Place(text, piece.Piece, entity.Offset, entity.Length) is { Length: > 0 } place)
                {
                    spans.Add(new PersonalDataSpan(kind, place.Offset, place.Length));
                }
            }
        }

        List<PersonalDataSpan> kept = [];
        foreach (PersonalDataSpan span in spans.OrderByDescending(s => s.Length).ThenBy(s => s.Offset))
        {
            if (kept.TrueForAll(k => span.Offset + span.Length <= k.Offset || span.Offset >= k.Offset + k.Length))
            {
                kept.Add(span);
            }
        }

        kept.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return kept;
    }

    /// <summary>Where a find stands in the whole text; null for a place outside the piece, which no answer should hold.</summary>
    private static (int Offset, int Length)? Place(string text, LanguagePiece piece, int offset, int length) =>
        offset >= 0 && length >= 0 && offset + length <= piece.Text.Length && piece.Offset + offset + length <= text.Length ? (piece.Offset + offset, length) : null;

    private static SentimentLabel Of(TextSentiment sentiment) => sentiment switch
    {
        TextSentiment.Positive => SentimentLabel.Positive,
        TextSentiment.Negative => SentimentLabel.Negative,
        TextSentiment.Mixed => SentimentLabel.Mixed,
        _ => SentimentLabel.Neutral,
    };
}
