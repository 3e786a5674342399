using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Retries, transport, diagnostics and policies as in every Azure client, and the version of the service.</summary>
public class TableClientOptions : ClientOptions
{
    private const ServiceVersion Latest = ServiceVersion.V2020_12_06;

    public TableClientOptions(ServiceVersion serviceVersion = Latest)
    {
        VersionString = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion), serviceVersion, "Not a version of the table service."),
        };

        // What the original lets through to the log; keys are in it, texts never are.
        foreach (string parameter in (ReadOnlySpan<string>)["$format", "$filter", "$top", "$select"])
        {
            Diagnostics.LoggedQueryParameters.Add(parameter);
        }
    }

    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2020_12_06 = 2,
    }

    /// <summary>Whom tokens are asked for; null means Azure's public cloud.</summary>
    public TableAudience? Audience { get; set; }

    internal string VersionString { get; }
}
