namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Which question of a survey plays which role, in the shape that people write it (<c>docs/sources</c>).</summary>
/// <param name="Questions">By the tool's reference of a question; a path joined with <c>/</c> where questions are nested.</param>
/// <param name="Fields">By contract field (customer_id, email, language, channel, touchpoint, …): paths, the first that holds something counts.</param>
public sealed record SourceMapping(
    IReadOnlyDictionary<string, QuestionRole> Questions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields);

/// <param name="Role">nps, csat, ces, rating, comment, email, cause, expected, actual.</param>
/// <param name="Value">How to read the number: null as it stands, <c>leading integer</c> for "10 - Very likely".</param>
public sealed record QuestionRole(string Role, double? Min, double? Max, string? Touchpoint = null, string? Value = null);
