using System.Text.RegularExpressions;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>The form of program and source names: <c>[a-z0-9-]{1,40}</c>.</summary>
public static partial class Names
{
    public const string DefaultProgram = "default";

    public static bool IsValid(string? name) => name is not null && Form().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}

/// <summary>Queues, one a stage.</summary>
public static class QueueNames
{
    public const string FeedbackInbox = "feedback-inbox";
    public const string FetchResponses = "fetch-responses";
    public const string Imports = "imports";
    public const string Rollup = "rollup";
}

/// <summary>Tables. The first three are for readers outside; the rest belong to the pipeline.</summary>
public static class TableNames
{
    public const string MetricsDaily = "metricsdaily";
    public const string RootCausesDaily = "rootcausesdaily";
    public const string RootCauses = "rootcauses";
    public const string Ledger = "ledger";
    public const string Imports = "imports";
    public const string Programs = "programs";
    public const string Mappings = "mappings";
    public const string Quarantine = "quarantine";
    public const string Settings = "settings";
    public const string Erasures = "erasures";
    public const string Corrections = "corrections";
    public const string Models = "models";

    /// <summary>Taxonomy, published model, people's edits and lineage of root causes.</summary>
    public const string CauseKnowledge = "causeknowledge";
}

/// <summary>Blob containers.</summary>
public static class ContainerNames
{
    /// <summary>Uploaded exports until they are read.</summary>
    public const string Imports = "imports";

    /// <summary>Bodies of envelopes that are too large for a queue message, until they are counted.</summary>
    public const string Inbox = "inbox";

    public const string Quarantine = "quarantine";

    /// <summary>Weights that programs' owners taught.</summary>
    public const string Models = "models";
    /// <summary>Taxonomies of programs, and published models of root causes.</summary>
    public const string RootCauses = "rootcauses";
}
