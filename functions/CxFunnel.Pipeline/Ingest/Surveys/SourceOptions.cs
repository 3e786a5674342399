namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>One source's settings. Section <c>Sources:{source}</c>.</summary>
public sealed class SourceOptions
{
    /// <summary>
    /// The secrets that the source may sign with; any of them will do, so that they can be rotated. Empty (the default): the
    /// source is let in by its function key alone.
    /// </summary>
    public List<string> Secrets { get; set; } = [];

    /// <summary>
    /// Refuses the source's webhooks unless they are signed, also while no secret is set: a secret that was forgotten opens
    /// nothing. Default false; the setting <c>Ingest:OnlySigned</c> says it of every source, known or not.
    /// </summary>
    public bool MustBeSigned { get; set; }

    /// <summary>What the tool's API wants to see before it gives a response; for tools whose webhooks carry ids only. Never logged.</summary>
    public string? ApiToken { get; set; }

    /// <summary>The root of the tool's API, https only; null (the default) where the tool has one for all.</summary>
    public string? ApiBaseAddress { get; set; }

    /// <summary>How often this process calls the API at most, 1..100,000; null (the default) for what the tool allows everyone.</summary>
    public int? ApiCallsPerMinute { get; set; }
}

/// <summary>The settings of every source.</summary>
/// <param name="onlySigned">Whether every source's webhooks must be signed.</param>
public sealed class Sources(IReadOnlyDictionary<string, SourceOptions> configured, bool onlySigned = false)
{
    private static readonly SourceOptions Default = new();

    public IReadOnlyDictionary<string, SourceOptions> All => configured;

    /// <summary>Whether a webhook of the source is refused unless a secret of its own has signed it.</summary>
    public bool MustBeSigned(string source) => onlySigned || Of(source) is { MustBeSigned: true } or { Secrets.Count: > 0 };

    public SourceOptions Of(string source) => configured.GetValueOrDefault(source, Default);
}
