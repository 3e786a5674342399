#nullable disable // The official listing carries no nullable annotations.

using System.Collections.ObjectModel;

namespace Azure.AI.TextAnalytics;

/// <summary>What a document speaks of, in the service's order.</summary>
public class KeyPhraseCollection : ReadOnlyCollection<string>
{
    internal KeyPhraseCollection(IList<string> list)
        : base(list)
    {
    }
}

public readonly struct DetectedLanguage
{
    internal DetectedLanguage(string name, string iso6391Name, double confidenceScore)
    {
        Name = name;
        Iso6391Name = iso6391Name;
        ConfidenceScore = confidenceScore;
    }

    /// <summary>From 0 to 1.</summary>
    public double ConfidenceScore { get; }

    /// <summary>ISO 639-1, with a suffix for some; <c>(Unknown)</c> where there is none.</summary>
    public string Iso6391Name { get; }

    public string Name { get; }
}

/// <summary>The personal data of a document, in the service's order.</summary>
public class PiiEntityCollection : ReadOnlyCollection<PiiEntity>
{
    internal PiiEntityCollection(IList<PiiEntity> list, string redactedText)
        : base(list) => RedactedText = redactedText;

    /// <summary>The document with asterisks in the place of personal data.</summary>
    public string RedactedText { get; }
}

/// <summary>Offset and length count UTF-16 code units of the document.</summary>
public readonly struct PiiEntity
{
    internal PiiEntity(string text, PiiEntityCategory category, string subCategory, double confidenceScore, int offset, int length)
    {
        Text = text;
        Category = category;
        SubCategory = subCategory;
        ConfidenceScore = confidenceScore;
        Offset = offset;
        Length = length;
    }

    public PiiEntityCategory Category { get; }

    /// <summary>From 0 to 1.</summary>
    public double ConfidenceScore { get; }

    public int Length { get; }

    public int Offset { get; }

    /// <summary>Null for none.</summary>
    public string SubCategory { get; }

    public string Text { get; }
}
