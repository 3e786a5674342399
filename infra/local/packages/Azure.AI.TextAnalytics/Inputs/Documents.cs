#nullable disable // The official listing carries no nullable annotations.

namespace Azure.AI.TextAnalytics;

/// <summary>A text and the name that its result will carry.</summary>
public class TextAnalyticsInput
{
    internal TextAnalyticsInput(string id, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(text);
        Id = id;
        Text = text;
    }

    /// <summary>Not empty, and unlike that of every other document of a request.</summary>
    public string Id { get; }

    /// <summary>At most 5,120 text elements; an empty one is refused by the service, as an error of this document.</summary>
    public string Text { get; }
}

/// <summary>A text whose language is known, or taken to be the client's default.</summary>
public class TextDocumentInput : TextAnalyticsInput
{
    public TextDocumentInput(string id, string text)
        : base(id, text)
    {
    }

    /// <summary>ISO 639-1; null means <see cref="TextAnalyticsClientOptions.DefaultLanguage"/>.</summary>
    public string Language { get; set; }
}

/// <summary>A text to detect the language of.</summary>
public class DetectLanguageInput : TextAnalyticsInput
{
    /// <summary>A <see cref="CountryHint"/> that says: no hint, not even the client's default.</summary>
    public const string None = "";

    public DetectLanguageInput(string id, string text)
        : base(id, text)
    {
    }

    /// <summary>ISO 3166-1, two letters; null means <see cref="TextAnalyticsClientOptions.DefaultCountryHint"/>.</summary>
    public string CountryHint { get; set; }
}
