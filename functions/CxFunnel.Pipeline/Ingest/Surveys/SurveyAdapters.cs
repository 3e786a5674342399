using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>The adapter of every survey tool.</summary>
public static class SurveyAdapters
{
    /// <summary>All tools that have an adapter of their own.</summary>
    public static IReadOnlyList<ISurveyAdapter> All { get; } =
    [
        new AskNicelyAdapter(),
        new DelightedAdapter(),
        new FormbricksAdapter(),
        new GoogleFormsAdapter(),
        new JotformAdapter(),
        new QualtricsAdapter(),
        new QuestionProAdapter(),
        new SurveyMonkeyAdapter(),
        new TallyAdapter(),
        new TypeformAdapter(),
        new ZendeskAdapter(),
    ];

    private static readonly FrozenDictionary<string, ISurveyAdapter> BySource = All.ToFrozenDictionary(a => a.Source, StringComparer.Ordinal);

    /// <summary>The adapter of a source; one that knows no tool reads by the mapping. A survey tool switches a hook off at its first 404.</summary>
    public static ISurveyAdapter For(string source) => BySource.TryGetValue(source, out ISurveyAdapter? adapter) ? adapter : new MappingDrivenAdapter(source);

    /// <summary>
    /// Whether people at the customer's write this source's bodies with a template, so that broken JSON is normal and must be
    /// kept; so it is for every source that is not known.
    /// </summary>
    public static bool IsWrittenByTemplate(string source) => !MachineWritten.Contains(source);

    private static readonly FrozenSet<string> MachineWritten = FrozenSet.Create(
        StringComparer.Ordinal, "typeform", "surveymonkey", "jotform", "delighted", "formbricks", "tally", "asknicely");
}
