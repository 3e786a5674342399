namespace CxFunnel.TextAnalytics;

/// <summary>What kind of text it is; people write, and mean by neutral, something else in each.</summary>
public enum TextKind
{
    /// <summary>Not known. The default.</summary>
    Unknown,

    /// <summary>An answer to an open survey question.</summary>
    Survey,

    /// <summary>A post or comment on a social network.</summary>
    Mention,

    /// <summary>A review in a store or on a portal.</summary>
    Review,

    /// <summary>A message to customer service.</summary>
    Ticket,
}

/// <summary>One text to analyze, and what else is known about it.</summary>
/// <param name="Text">Any string, also empty and with broken surrogates; never null.</param>
public sealed record TextInput(string Text)
{
    /// <summary>Lower-case ISO 639-1 code when the sender stated it; null lets the engine find out.</summary>
    public string? Language { get; init; }

    public TextKind Kind { get; init; }

    /// <summary>The survey question that the text answers; null for none.</summary>
    public string? Question { get; init; }

    /// <summary>How content the writer's scores say they are, from 0 (worst) to 1 (best); null without a score.</summary>
    public double? ScoreHint { get; init; }
}
