#nullable disable // The official listing carries no nullable annotations.

using Azure.Core;

namespace Azure.AI.TextAnalytics;

/// <summary>Retries, transport, diagnostics and policies as in every Azure client, and what is sent where a document says nothing.</summary>
public class TextAnalyticsClientOptions : ClientOptions
{
    private const ServiceVersion Latest = ServiceVersion.V2023_04_01;

    public TextAnalyticsClientOptions(ServiceVersion version = Latest)
    {
        VersionString = version switch
        {
            ServiceVersion.V2022_05_01 => "2022-05-01",
            ServiceVersion.V2023_04_01 => "2023-04-01",
            _ => throw new ArgumentOutOfRangeException(nameof(version), version, "Not a version of the language service that is supported here."),
        };
        Diagnostics.LoggedQueryParameters.Add("api-version");
    }

    public enum ServiceVersion
    {
        V2022_05_01 = 3,
        V2023_04_01 = 4,
    }

    /// <summary>For documents to detect the language of without a hint of their own. Default <c>us</c>.</summary>
    public string DefaultCountryHint { get; set; } = "us";

    /// <summary>For documents that name no language. Default <c>en</c>.</summary>
    public string DefaultLanguage { get; set; } = "en";

    internal string VersionString { get; }
}
