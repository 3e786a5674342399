using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>What the root causes of a file are called and how often they occur.</summary>
/// <param name="mainLanguage">That labels are in; null takes that of most texts.</param>
internal sealed class FileCatalogue(IReadOnlyList<WholeText> texts, Taxonomy taxonomy, string? mainLanguage)
{
    /// <param name="ids">For the key of each text its root cause, or null.</param>
    /// <param name="found">Knows those that were discovered.</param>
    /// <param name="parents">For discovered ones the cause of the taxonomy that they are a part of.</param>
    /// <param name="parts">For texts whose root cause is a family, the cause.</param>
    public List<FileCause> Causes(Dictionary<string, string?> ids, CauseModel found, Dictionary<string, string> parents, Dictionary<string, string> parts)
    {
        string language = mainLanguage ?? ByFrequency(texts.Select(text => text.Text.Language)).Select(g => g.Key).FirstOrDefault("en");
        List<FileCause> causes = [];
        foreach (IGrouping<string, WholeText> group in texts.Where(text => ids[text.Text.Key] is not null).GroupBy(text => ids[text.Text.Key]!, StringComparer.Ordinal))
        {
            string[] languages = [.. ByFrequency(group.Select(text => text.Text.Language)).Select(g => g.Key)];
            int mentions = group.Count();
            Lines lines = Lines.Of([.. group.Select(text => text.Text)]);
            int voices = Voices.Count(lines, [.. Enumerable.Range(0, lines.Count)]);
            if (found.Find(group.Key) is { } discovered)
            {
                causes.Add(new FileCause(group.Key, discovered.Label, IsTaxonomy: false, parents.GetValueOrDefault(group.Key), [], discovered.Terms, languages, mentions, voices, discovered.Examples));
                continue;
            }

            TaxonomyFamily? family = taxonomy.Families.FirstOrDefault(f => f.Id == group.Key);
            string label = family?.LabelIn(language) ?? taxonomy.FindLabel(group.Key, language) ?? group.Key;
            (string, string, int)[] of = family is null ? [] : [.. ByFrequency(group.Select(text => parts[text.Text.Key])).Select(g => (g.Key, taxonomy.FindLabel(g.Key, language) ?? g.Key, g.Count()))];
            causes.Add(new FileCause(group.Key, label, IsTaxonomy: true, ParentId: null, of, [], languages, mentions, voices, Shortest(group)));
        }

        causes.Sort((a, b) => a.Mentions != b.Mentions ? b.Mentions.CompareTo(a.Mentions) : string.CompareOrdinal(a.Id, b.Id));
        return causes;
    }

    private static IEnumerable<IGrouping<string, string>> ByFrequency(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal);

    /// <summary>Texts that say little beside their cause.</summary>
    private static string[] Shortest(IEnumerable<WholeText> texts) =>
        [.. texts.OrderBy(text => text.Text.Text.Length).ThenBy(text => text.Text.Text, StringComparer.Ordinal).ThenBy(text => text.Text.Key, StringComparer.Ordinal).DistinctBy(text => text.Text.Text, StringComparer.Ordinal).Take(3).Select(text => text.Text.Key)];
}
