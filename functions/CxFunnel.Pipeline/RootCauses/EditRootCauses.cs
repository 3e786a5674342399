using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses.Catalogue;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>What a person wants to be different about a root cause; what is not named stays.</summary>
/// <param name="Fields">Names of the fields that were sent: null undoes.</param>
public sealed record RootCauseEdit(IReadOnlySet<string> Fields, string? Label, string? MergeInto, bool? Pinned, bool? Dismissed)
{
    public const int MaxLabelChars = 120;
    public const string LabelField = "label";
    public const string MergeField = "mergeInto";
    public const string PinnedField = "pinned";
    public const string DismissedField = "dismissed";

    /// <returns>Null when anything is wrong; pointers name the fields.</returns>
    public static RootCauseEdit? Read(JsonElement body, InputErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add(string.Empty, "is no object with label, mergeInto, pinned or dismissed");
            return null;
        }

        HashSet<string> fields = new(StringComparer.Ordinal);
        (string? label, string? target, bool? pinned, bool? dismissed) = (null, null, null, null);
        foreach (JsonProperty field in body.EnumerateObject())
        {
            fields.Add(field.Name);
            switch (field.Name)
            {
                case LabelField:
                    label = Text(field, MaxLabelChars);
                    break;
                case MergeField:
                    target = Text(field, CauseIds.MaxIdChars);
                    break;
                case PinnedField:
                    pinned = Flag(field);
                    break;
                case DismissedField:
                    dismissed = Flag(field);
                    break;
                default:
                    errors.Add($"/{field.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", "is none of label, mergeInto, pinned, dismissed");
                    break;
            }
        }

        if (fields.Count == 0)
        {
            errors.Add(string.Empty, "changes nothing; label, mergeInto, pinned or dismissed is expected");
        }

        return errors.Count == before ? new RootCauseEdit(fields, label, target, pinned, dismissed) : null;

        string? Text(JsonProperty field, int maxChars)
        {
            if (field.Value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            string? text = field.Value.ValueKind == JsonValueKind.String ? CleanText.Normalize(field.Value.GetString()!)?.ReplaceLineEndings(" ") : null;
            if (text is null || text.Length == 0 || text.Length > maxChars)
            {
                errors.Add($"/{field.Name}", $"is neither null nor a text of 1 to {maxChars} characters");
            }

            return text;
        }

        bool? Flag(JsonProperty field)
        {
            switch (field.Value.ValueKind)
            {
                case JsonValueKind.True:
                    return true;
                case JsonValueKind.False or JsonValueKind.Null:
                    return false;
                default:
                    errors.Add($"/{field.Name}", "is neither true nor false");
                    return null;
            }
        }
    }
}

/// <summary>What became of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    /// <summary>Durable. The tables and reports follow with the next run of discovery, which it asks for.</summary>
    public sealed record Done(CatalogueEntry Entry) : EditOutcome;

    /// <summary>The program has no such root cause.</summary>
    public sealed record Unknown : EditOutcome;

    public sealed record Rejected(string Pointer, string Reason) : EditOutcome;
}

/// <summary>Takes people's decisions about root causes: names, merges, pins and dismissals. Every later run respects them.</summary>
public sealed class EditRootCauses(CauseKnowledgeStore knowledge, RootCausesTable catalogue)
{
    private const int MaxAttempts = 10;

    /// <exception cref="StorageUnavailableException">Not taken, or others decide all the time: send it again.</exception>
    public async Task<EditOutcome> EditAsync(string program, string rootCauseId, RootCauseEdit edit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(edit);
        Dictionary<string, CatalogueEntry> entries = (await catalogue.ReadAsync(program, cancellation)).ToDictionary(e => e.RootCauseId, StringComparer.Ordinal);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            StoredKnowledge seen = await knowledge.ReadAsync(program, cancellation);
            if (!IsKnown(rootCauseId, seen.Knowledge, entries))
            {
                return new EditOutcome.Unknown();
            }

            if (edit.MergeInto is { } target && Refusal(rootCauseId, target, seen.Knowledge, entries) is { } reason)
            {
                return new EditOutcome.Rejected($"/{RootCauseEdit.MergeField}", reason);
            }

            CauseEdits edits = Apply(seen.Knowledge.Edits, rootCauseId, edit);
            if (edits.All.Count > CauseEdits.MaxEdits)
            {
                return new EditOutcome.Rejected(string.Empty, $"would be one more than {CauseEdits.MaxEdits} decisions");
            }

            if (await knowledge.PutEditsAsync(program, seen, edits, cancellation))
            {
                CauseKnowledge known = (await knowledge.ReadAsync(program, cancellation)).Knowledge;
                return new EditOutcome.Done(await ShowAsync(program, rootCauseId, known, cancellation));
            }
        }

        throw new StorageUnavailableException($"The decisions about root causes were changed by others {MaxAttempts} times in a row.");
    }

    /// <summary>Numbers follow; names and states are what a reader looks for at once. Whoever writes all the time brings them along.</summary>
    private async Task<CatalogueEntry> ShowAsync(string program, string rootCauseId, CauseKnowledge known, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            StoredEntry? stored = (await catalogue.ReadStoredAsync(program, cancellation)).FirstOrDefault(e => e.Entry.RootCauseId == rootCauseId);
            CatalogueEntry entry = CatalogueNames.Entry(rootCauseId, stored?.Entry, known, CatalogueNames.DefaultLanguage, isRising: false);
            if (await catalogue.PutAsync(program, entry, stored, cancellation) || attempt == MaxAttempts)
            {
                return entry;
            }
        }
    }

    private static bool IsKnown(string id, CauseKnowledge known, Dictionary<string, CatalogueEntry> entries) =>
        entries.ContainsKey(id) || known.Model?.Find(id) is not null || known.Taxonomy.FindLabel(id, CatalogueNames.DefaultLanguage) is not null;

    private static string? Refusal(string id, string target, CauseKnowledge known, Dictionary<string, CatalogueEntry> entries) =>
        !IsKnown(target, known, entries) ? "is no root cause of the program"
        : known.Edits.Resolve(target) is not { } end ? "was dismissed"
        : end == id || target == id ? "would lead back to the root cause itself"
        : null;

    private static CauseEdits Apply(CauseEdits before, string id, RootCauseEdit edit)
    {
        List<CauseEdit> edits = [.. before.All];
        Set(RootCauseEdit.LabelField, CauseEditKind.Rename, edit.Label, edit.Label is not null);
        Set(RootCauseEdit.MergeField, CauseEditKind.Merge, edit.MergeInto, edit.MergeInto is not null);
        Set(RootCauseEdit.PinnedField, CauseEditKind.Pin, value: null, edit.Pinned == true);
        Set(RootCauseEdit.DismissedField, CauseEditKind.Dismiss, value: null, edit.Dismissed == true);
        return new CauseEdits(edits);

        void Set(string field, CauseEditKind kind, string? value, bool holds)
        {
            if (edit.Fields.Contains(field))
            {
                edits.RemoveAll(e => e.RootCauseId == id && e.Kind == kind);
                if (holds)
                {
                    edits.Add(new CauseEdit(id, kind, value));
                }
            }
        }
    }
}
