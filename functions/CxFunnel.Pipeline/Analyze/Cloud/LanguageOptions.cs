using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>Section <c>Language</c>: the second text engine. Without an endpoint there is none.</summary>
public sealed class LanguageOptions
{
    /// <summary>The address of an Azure AI Language resource, for example <c>https://name.cognitiveservices.azure.com</c>; null turns the second engine off.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>One of the resource's keys; null uses this machine's Azure identity, which needs the role Cognitive Services User.</summary>
    public string? Key { get; set; }

    /// <summary>Text records a calendar month (UTC) at most, all workers together. Default 5,000: what the free tier grants.</summary>
    [Range(0, long.MaxValue)]
    public long MonthlyTextRecords { get; set; } = 5000;

    /// <summary>
    /// Texts whose sentiment the embedded engine states with less confidence than this go to the second engine: 0 sends none, 1 all
    /// but the certain. Default 0.6: below it the embedded engine is wrong about every other time (docs/model-card.md).
    /// </summary>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.6;

    /// <summary>How long one analysis may take in all before the embedded result is used. Default 10 seconds; 100 ms to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many findings are remembered in memory, 0..1,000,000. Default 10,000; the least recent goes first.</summary>
    [Range(0, 1_000_000)]
    public int CacheEntries { get; set; } = 10_000;
}

[OptionsValidator]
internal sealed partial class ValidateLanguageOptions : IValidateOptions<LanguageOptions>;
