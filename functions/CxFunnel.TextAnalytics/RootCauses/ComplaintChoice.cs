namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>
/// The one cause of each complaint of a file. What a text names goes before what it hints at; of several, the family that the whole file speaks of
/// most: the texts around a complaint say what it is likely to be about. (Taking the rarest, the first or the most certain one was worse
/// on complaints of airlines, internet providers and hotels.)
/// </summary>
internal sealed class ComplaintChoice
{
    /// <summary>What a hint counts beside a cause that is named.</summary>
    private const double HintWeight = 0.3;

    private readonly IReadOnlyList<WholeText> _texts;
    private readonly Taxonomy _taxonomy;
    private readonly Dictionary<string, double> _causes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _families = new(StringComparer.Ordinal);

    public ComplaintChoice(IReadOnlyList<WholeText> texts, Taxonomy taxonomy)
    {
        _texts = texts;
        _taxonomy = taxonomy;
        foreach (WholeText text in texts)
        {
            Count(text.TaxonomyIds, 1);
            Count(text.HintIds, HintWeight);
        }
    }

    /// <summary>For the key of each text that names or hints at a cause, that cause.</summary>
    public Dictionary<string, string> Causes()
    {
        Dictionary<string, string> causes = new(StringComparer.Ordinal);
        foreach (WholeText text in _texts)
        {
            IReadOnlyList<string> candidates = text.TaxonomyIds.Count > 0 ? text.TaxonomyIds : text.HintIds;
            if (candidates.Count > 0)
            {
                string family = candidates.Select(FamilyOf).OrderByDescending(id => _families[id]).ThenBy(id => id, StringComparer.Ordinal).First();
                causes[text.Text.Key] = candidates.Where(id => FamilyOf(id) == family).OrderByDescending(id => _causes[id]).ThenBy(id => id, StringComparer.Ordinal).First();
            }
        }

        return causes;
    }

    private string FamilyOf(string id) => _taxonomy.FamilyOf(id)?.Id ?? id;

    private void Count(IReadOnlyList<string> ids, double weight)
    {
        foreach (string id in ids)
        {
            _causes[id] = _causes.GetValueOrDefault(id) + weight;
        }

        foreach (string family in ids.Select(FamilyOf).Distinct(StringComparer.Ordinal))
        {
            _families[family] = _families.GetValueOrDefault(family) + weight;
        }
    }
}
