namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Says which root causes of different languages are one reason. Clauses of two languages share no words, so that each language is clustered alone; what the learned
/// <see cref="ReasonLexicon"/> makes of the words is the same in all of them, since words of other languages start from the vectors of their translations.
/// </summary>
/// <remarks>
/// A root cause goes with the nearest one of the languages before its own: the main language comes first, so that the join has its label and its id. Several of one
/// language may go with the same one. Measured on M-ABSA's hotel and phone reviews in six languages, which the lexicon had not seen: docs/root-causes.md.
/// </remarks>
internal static class LanguageJoin
{
    /// <summary>
    /// The least cosine between the learned parts. Between 0.2 and 0.5 the agreement on those reviews moves by less than half a point; above, joins that are right begin to be missed.
    /// </summary>
    private const float LeastAlike = 0.4f;

    /// <summary>Where a reason needs words in common, languages need to be surer of each other: what a taxonomy leaves over is of all kinds, and much of it is near to much else.</summary>
    private const float SurelyAlike = 0.6f;

    /// <summary>What is joined stays joined until it is so much less alike: doubt speaks for what is.</summary>
    private const float Doubt = 0.1f;

    /// <param name="byLanguage">The main language first.</param>
    /// <param name="before">Who went with whom until now.</param>
    /// <param name="needsWords">Whether a reason needs words in common (<see cref="DiscoveryOptions.LeastShared"/>).</param>
    /// <param name="edits">What people named or pinned stays by itself.</param>
    /// <returns>For the id of each root cause that goes with another one the id of that; nobody goes with one that goes with a third.</returns>
    public static SortedDictionary<string, string> Of(IReadOnlyList<(string Language, LanguageCauses Causes)> byLanguage, IReadOnlyDictionary<string, string> before, bool needsWords, Edits edits)
    {
        SortedDictionary<string, string> joined = new(StringComparer.Ordinal);
        List<(string Id, float[] Profile)> standing = [];
        foreach ((string _, LanguageCauses causes) in byLanguage)
        {
            List<(string Id, float[] Profile)> alone = [];
            foreach ((DiscoveredCause cause, float[] profile) in Profiles(causes))
            {
                bool isFree = cause.State == DiscoveredState.Active && !edits.IsPinned(cause.Id) && edits.LabelOf(cause.Id) is null;
                if (isFree && Target(profile, before.GetValueOrDefault(cause.Id), needsWords ? SurelyAlike : LeastAlike, standing) is { } target)
                {
                    joined.Add(cause.Id, target);
                }
                else
                {
                    alone.Add((cause.Id, profile));
                }
            }

            standing.AddRange(alone);
        }

        return joined;
    }

    private static string? Target(float[] profile, string? before, float least, List<(string Id, float[] Profile)> standing)
    {
        string? best = null;
        float most = least;
        foreach ((string id, float[] other) in standing)
        {
            float similarity = Vectors.Dot(profile, other);
            if (id == before && similarity >= least - Doubt)
            {
                return id;
            }

            (best, most) = similarity >= most ? (id, similarity) : (best, most);
        }

        return best;
    }

    /// <summary>The root causes that clauses are still compared with, and where the learned parts of their prototypes point together.</summary>
    private static IEnumerable<(DiscoveredCause Cause, float[] Profile)> Profiles(LanguageCauses causes)
    {
        foreach (int owner in causes.Prototypes.Owners.Distinct())
        {
            float[] profile = new float[ReasonLexicon.Dimensions];
            foreach ((float _, float[] point) in causes.Prototypes.OwnedBy(other => other == owner))
            {
                Vectors.Add(profile, point.AsSpan(0, ReasonLexicon.Dimensions), 1);
            }

            if (Vectors.Normalize(profile) > 0)
            {
                yield return (causes.Causes[owner], profile);
            }
        }
    }
}
