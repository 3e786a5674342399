using CxFunnel.Pipeline.RootCauses.Knowledge;

namespace CxFunnel.Pipeline.RootCauses.Catalogue;

/// <summary>What a root cause is called and how far it has come, from all that is known of it.</summary>
public static class CatalogueNames
{
    public const string DefaultLanguage = "en";

    private const string StatedPrefix = "stated-";

    /// <param name="written">What discovery wrote last; null for a cause that came since.</param>
    /// <param name="language">Of the label where it is known in several.</param>
    /// <param name="isRising">Whether it stands out now.</param>
    public static CatalogueEntry Entry(string id, CatalogueEntry? written, CauseKnowledge known, string language, bool isRising)
    {
        ArgumentNullException.ThrowIfNull(known);
        CatalogueEntry entry = (written ?? new CatalogueEntry { RootCauseId = id, Label = id, State = CauseState.Established }) with
        {
            Label = known.Edits.LabelOf(id) ?? known.Taxonomy.FindLabel(id, language) ?? written?.Label ?? Spelled(id),
            IsPinned = known.Edits.IsPinned(id),
            IsDismissed = known.Edits.IsDismissed(id),
        };
        return known.Edits.MergedInto(id) is { } target ? entry with { State = CauseState.Merged, MergedInto = known.Edits.Resolve(id) ?? target }
            : known.Taxonomy.FindLabel(id, language) is not null ? entry with { State = CauseState.Taxonomy }
            : entry.State == CauseState.Established && isRising ? entry with { State = CauseState.Emerging }
            : entry;
    }

    /// <summary>A pick's id in words.</summary>
    internal static string Spelled(string id) =>
        (id.StartsWith(StatedPrefix, StringComparison.Ordinal) ? id[StatedPrefix.Length..] : id).Replace('-', ' ');
}
