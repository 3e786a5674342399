#nullable disable // The official listing carries no nullable annotations.

using System.Collections.ObjectModel;

namespace Azure.AI.TextAnalytics;

public enum TextSentiment
{
    Positive = 0,
    Neutral = 1,
    Negative = 2,

    /// <summary>Of documents, targets and assessments; sentences are never mixed.</summary>
    Mixed = 3,
}

/// <summary>From 0 to 1 each. Targets and assessments have no neutral share: it is 0.</summary>
public class SentimentConfidenceScores
{
    internal SentimentConfidenceScores(double positive, double neutral, double negative)
    {
        Positive = positive;
        Neutral = neutral;
        Negative = negative;
    }

    public double Negative { get; }

    public double Neutral { get; }

    public double Positive { get; }
}

public class DocumentSentiment
{
    internal DocumentSentiment(TextSentiment sentiment, SentimentConfidenceScores scores, IList<SentenceSentiment> sentences)
    {
        Sentiment = sentiment;
        ConfidenceScores = scores;
        Sentences = new ReadOnlyCollection<SentenceSentiment>(sentences);
    }

    public SentimentConfidenceScores ConfidenceScores { get; }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyCollection<SentenceSentiment> Sentences { get; }

    public TextSentiment Sentiment { get; }
}

/// <summary>Offsets and lengths count UTF-16 code units of the document.</summary>
public readonly struct SentenceSentiment
{
    internal SentenceSentiment(TextSentiment sentiment, SentimentConfidenceScores scores, string text, int offset, int length, IReadOnlyCollection<SentenceOpinion> opinions)
    {
        Sentiment = sentiment;
        ConfidenceScores = scores;
        Text = text;
        Offset = offset;
        Length = length;
        Opinions = opinions;
    }

    public SentimentConfidenceScores ConfidenceScores { get; }

    /// <summary>Blanks behind the sentence count.</summary>
    public int Length { get; }

    public int Offset { get; }

    /// <summary>Empty unless they were asked for.</summary>
    public IReadOnlyCollection<SentenceOpinion> Opinions { get; }

    public TextSentiment Sentiment { get; }

    public string Text { get; }
}

/// <summary>One thing, and what is said about it.</summary>
public readonly struct SentenceOpinion
{
    internal SentenceOpinion(TargetSentiment target, IReadOnlyCollection<AssessmentSentiment> assessments)
    {
        Target = target;
        Assessments = assessments;
    }

    public IReadOnlyCollection<AssessmentSentiment> Assessments { get; }

    public TargetSentiment Target { get; }
}

/// <inheritdoc cref="SentenceSentiment"/>
public readonly struct TargetSentiment
{
    internal TargetSentiment(TextSentiment sentiment, SentimentConfidenceScores scores, string text, int offset, int length)
    {
        Sentiment = sentiment;
        ConfidenceScores = scores;
        Text = text;
        Offset = offset;
        Length = length;
    }

    public SentimentConfidenceScores ConfidenceScores { get; }

    public int Length { get; }

    public int Offset { get; }

    public TextSentiment Sentiment { get; }

    public string Text { get; }
}

/// <inheritdoc cref="SentenceSentiment"/>
public readonly struct AssessmentSentiment
{
    internal AssessmentSentiment(TextSentiment sentiment, SentimentConfidenceScores scores, string text, bool isNegated, int offset, int length)
    {
        Sentiment = sentiment;
        ConfidenceScores = scores;
        Text = text;
        IsNegated = isNegated;
        Offset = offset;
        Length = length;
    }

    public SentimentConfidenceScores ConfidenceScores { get; }

    /// <summary>"not good": the sentiment is that of the whole.</summary>
    public bool IsNegated { get; }

    public int Length { get; }

    public int Offset { get; }

    public TextSentiment Sentiment { get; }

    public string Text { get; }
}
