namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>What people decided, by root cause; of several decisions of a kind the last one counts.</summary>
internal sealed class Edits
{
    private readonly Dictionary<(string Id, CauseEditKind Kind), string?> _last = [];

    public static Edits Of(IReadOnlyList<CauseEdit> edits)
    {
        Edits result = new();
        foreach (CauseEdit edit in edits)
        {
            result._last[(edit.RootCauseId, edit.Kind)] = edit.Value;
        }

        return result;
    }

    public string? LabelOf(string id) => _last.TryGetValue((id, CauseEditKind.Rename), out string? label) && !string.IsNullOrWhiteSpace(label) ? label : null;

    public bool IsPinned(string id) => _last.ContainsKey((id, CauseEditKind.Pin));

    public bool IsDismissed(string id) => _last.ContainsKey((id, CauseEditKind.Dismiss));

    /// <summary>Where people sent it in the end; null for nowhere, and for a ring.</summary>
    public string? TargetOf(string id)
    {
        string at = id;
        for (int steps = 0; steps <= _last.Count; steps++)
        {
            if (!_last.TryGetValue((at, CauseEditKind.Merge), out string? next) || string.IsNullOrEmpty(next))
            {
                return at == id ? null : at;
            }

            at = next;
        }

        return null;
    }
}
