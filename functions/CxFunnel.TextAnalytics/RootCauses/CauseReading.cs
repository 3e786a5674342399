namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>What one text complains about. Offsets and lengths count UTF-16 code units of the text, on borders of clauses.</summary>
/// <param name="Causes">Each cause once, with the first clause that carries it; in the order of their ids. Empty for none.</param>
/// <param name="Unexplained">What complains and no cause explains, in the order of the text; what discovery works on. Holds no praise, greeting or thanks.</param>
public sealed record CauseReading(IReadOnlyList<CauseMatch> Causes, IReadOnlyList<ComplaintClause> Unexplained)
{
    public static CauseReading Empty { get; } = new([], []);
}

/// <summary>One root cause of the taxonomy, and the clause that carries it.</summary>
public readonly record struct CauseMatch(string RootCauseId, int Offset, int Length);

/// <summary>A clause that complains.</summary>
/// <param name="Score">From -1 (angry) to 0 (said without a word of blame, and yet a complaint by its question or score).</param>
public readonly record struct ComplaintClause(int Offset, int Length, double Score);
