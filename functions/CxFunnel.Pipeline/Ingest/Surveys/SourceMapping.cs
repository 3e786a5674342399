using System.Collections.Immutable;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Which question of a survey plays which role, in the shape that people write it (<c>docs/sources</c>).</summary>
/// <param name="Questions">By the tool's reference of a question; a path joined with <c>/</c> where questions are nested.</param>
/// <param name="Fields">
/// By contract field (customer_id, email, language, channel, touchpoint, …): paths, the first that holds something counts.
/// <c>constant: text</c> stands for the text itself.
/// </param>
public sealed record SourceMapping(
    IReadOnlyDictionary<string, QuestionRole> Questions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields)
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields
    {
        get;
        init => (field, FieldPlan) = (value, MappedField.Of(value));
    } = Fields;

    /// <summary><see cref="Fields"/>, looked up by name once and not for every response.</summary>
    internal ImmutableArray<MappedField> FieldPlan { get; private init; } = MappedField.Of(Fields);

    /// <summary>Roles by survey type, for tools whose one score means what the type says (Delighted). Empty means the tool's usual ones.</summary>
    public IReadOnlyDictionary<string, QuestionRole> SurveyTypes { get; init; } = new Dictionary<string, QuestionRole>();

    /// <summary>Roles or contract fields by flat name, for bodies and files that a customer lays out (Qualtrics tasks and exports).</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Language of every response, or by form id under its key; for tools that name none. <c>*</c> is any survey.</summary>
    public IReadOnlyDictionary<string, string> SurveyLanguages { get; init; } = new Dictionary<string, string>();
}

/// <param name="Role">nps, csat, ces, rating, comment, email, cause, expected, actual.</param>
/// <param name="Value">How to read the number: null as it stands, <c>leading integer</c> for "10 - Very likely".</param>
/// <param name="Values">Numbers by answer word ("Good" is 1), compared without case; null reads numbers only.</param>
public sealed record QuestionRole(
    string Role, double? Min, double? Max, string? Touchpoint = null, string? Value = null, IReadOnlyDictionary<string, double>? Values = null);
