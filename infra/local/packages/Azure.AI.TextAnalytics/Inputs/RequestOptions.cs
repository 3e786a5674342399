#nullable disable // The official listing carries no nullable annotations.

namespace Azure.AI.TextAnalytics;

/// <summary>What holds for all documents of a request.</summary>
public class TextAnalyticsRequestOptions
{
    /// <summary>True: the service does not keep the texts for its own diagnostics, as it otherwise may for 48 hours. Null leaves it to the service.</summary>
    public bool? DisableServiceLogs { get; set; }

    /// <summary>Null means the latest.</summary>
    public string ModelVersion { get; set; }
}

/// <inheritdoc cref="TextAnalyticsRequestOptions"/>
public class AnalyzeSentimentOptions : TextAnalyticsRequestOptions
{
    /// <summary>Whether sentences come with what is said about what. Null leaves it to the service, which says no.</summary>
    public bool? IncludeOpinionMining { get; set; }
}

/// <inheritdoc cref="TextAnalyticsRequestOptions"/>
public class RecognizePiiEntitiesOptions : TextAnalyticsRequestOptions
{
    /// <summary>Which categories are wanted; empty means those that the service finds fit for the language.</summary>
    public IList<PiiEntityCategory> CategoriesFilter { get; } = new List<PiiEntityCategory>();
}
