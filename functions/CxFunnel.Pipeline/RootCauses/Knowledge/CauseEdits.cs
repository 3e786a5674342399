using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Knowledge;

/// <summary>What people decided about root causes of any kind; of several decisions of a kind about one cause the last one counts.</summary>
public sealed class CauseEdits
{
    /// <summary>Far more than a person makes; a row of storage has an end.</summary>
    public const int MaxEdits = 2_000;

    private readonly FrozenDictionary<string, string> _merges;
    private readonly FrozenSet<string> _dismissed;
    private readonly FrozenDictionary<string, string> _labels;
    private readonly FrozenSet<string> _pinned;

    public CauseEdits(IReadOnlyList<CauseEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        All = edits;
        _merges = Values(CauseEditKind.Merge);
        _labels = Values(CauseEditKind.Rename);
        _dismissed = edits.Where(e => e.Kind == CauseEditKind.Dismiss).Select(e => e.RootCauseId).ToFrozenSet(StringComparer.Ordinal);
        _pinned = edits.Where(e => e.Kind == CauseEditKind.Pin).Select(e => e.RootCauseId).ToFrozenSet(StringComparer.Ordinal);

        FrozenDictionary<string, string> Values(CauseEditKind kind) => edits
            .Where(e => e.Kind == kind && e.Value is not null)
            .GroupBy(e => e.RootCauseId, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Last().Value!, StringComparer.Ordinal);
    }

    public static CauseEdits None { get; } = new([]);

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<CauseEdit> All { get; }

    /// <summary>Of the decisions that change what a feedback counts as; names and pins do not.</summary>
    public string Fingerprint
    {
        get
        {
            string decisions = string.Join('\n', _merges.Select(m => $"{m.Key}>{m.Value}").Concat(_dismissed.Select(d => $"{d}!")).Order(StringComparer.Ordinal));
            return decisions.Length == 0 ? "0" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(decisions)).AsSpan(0, 4));
        }
    }

    /// <summary>The id that a cause counts as: its merges followed to the end; null when it, or what it went into, was dismissed.</summary>
    public string? Resolve(string rootCauseId)
    {
        ArgumentNullException.ThrowIfNull(rootCauseId);
        // As many steps as there are merges end any chain; a circle, which Merge refuses, would end here too.
        for (int step = 0; step <= _merges.Count && !_dismissed.Contains(rootCauseId) && _merges.TryGetValue(rootCauseId, out string? target); step++)
        {
            rootCauseId = target;
        }

        return _dismissed.Contains(rootCauseId) ? null : rootCauseId;
    }

    public string? LabelOf(string rootCauseId) => _labels.GetValueOrDefault(rootCauseId);

    public string? MergedInto(string rootCauseId) => _merges.GetValueOrDefault(rootCauseId);

    public bool IsPinned(string rootCauseId) => _pinned.Contains(rootCauseId);

    public bool IsDismissed(string rootCauseId) => _dismissed.Contains(rootCauseId);
}
