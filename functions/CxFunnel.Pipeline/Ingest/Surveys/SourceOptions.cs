namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>One source's settings. Section <c>Sources:{source}</c>.</summary>
public sealed class SourceOptions
{
    /// <summary>
    /// The secrets that the source may sign with; any of them will do, so that they can be rotated. Empty (the default): the
    /// source is let in by its function key alone.
    /// </summary>
    public List<string> Secrets { get; set; } = [];
}

/// <summary>The settings of every source.</summary>
public sealed class Sources(IReadOnlyDictionary<string, SourceOptions> configured)
{
    private static readonly SourceOptions Default = new();

    public SourceOptions Of(string source) => configured.GetValueOrDefault(source, Default);
}
