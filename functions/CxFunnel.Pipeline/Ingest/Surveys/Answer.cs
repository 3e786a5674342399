namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What a tool's own type of question says about an answer.</summary>
internal enum QuestionKind
{
    /// <summary>The tool does not say, or says nothing that helps.</summary>
    Unknown,
    Nps,
    Csat,
    Ces,

    /// <summary>A number on a scale whose meaning only its wording tells.</summary>
    Scale,

    /// <summary>Stars and the like.</summary>
    Rating,

    /// <summary>Typed in the customer's own words.</summary>
    Text,
    Email,

    /// <summary>Picked from a list.</summary>
    Choice,

    /// <summary>A number that is an amount, not an opinion.</summary>
    Number,
}

/// <summary>One answer as a tool gives it, before its role is known.</summary>
/// <param name="Key">The tool's reference of the question, as mappings name it.</param>
internal readonly record struct Answer(string Key, QuestionKind Kind)
{
    /// <summary>A second name of the question that a mapping may use; null for none.</summary>
    public string? OtherKey { get; init; }

    /// <summary>The question as the customer saw it; null when the tool does not send it.</summary>
    public string? Title { get; init; }

    /// <summary>A number that the tool sent as one; null otherwise.</summary>
    public double? Number { get; init; }

    /// <summary>What was typed or picked, picks joined by a comma; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>The single picks of a choice; null when there is none or only <see cref="Text"/>.</summary>
    public IReadOnlyList<string>? Picks { get; init; }

    /// <summary>What was typed under "other"; null for none.</summary>
    public string? Other { get; init; }

    /// <summary>The scale's ends where the tool sends them.</summary>
    public double? Min { get; init; }

    public double? Max { get; init; }
}
