using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The adapter of every survey tool.</summary>
public static class SurveyAdapters
{
    /// <summary>All tools that have an adapter of their own.</summary>
    public static IReadOnlyList<ISurveyAdapter> All { get; } = [new TypeformAdapter()];

    private static readonly FrozenDictionary<string, ISurveyAdapter> BySource = All.ToFrozenDictionary(a => a.Source, StringComparer.Ordinal);

    /// <summary>The adapter of a source; one that knows no tool reads by the mapping. A survey tool switches a hook off at its first 404.</summary>
    public static ISurveyAdapter For(string source) => BySource.TryGetValue(source, out ISurveyAdapter? adapter) ? adapter : new MappingDrivenAdapter(source);
}
