using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Zendesk satisfaction: a trigger posts a body that the customer wrote. Without a mapping the template of <c>docs/sources</c> is
/// read, with the rating words of seven languages. The id is the ticket's, so a later rating of one ticket replaces the earlier.
/// </summary>
public sealed class ZendeskAdapter() : SurveyAdapter("zendesk")
{
    private static readonly Dictionary<string, double> RatingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["good"] = 1, ["bad"] = 0,
        ["gut"] = 1, ["schlecht"] = 0,
        ["bon"] = 1, ["bien"] = 1, ["bonne"] = 1, ["mauvais"] = 0, ["mauvaise"] = 0,
        ["buono"] = 1, ["buona"] = 1, ["pessimo"] = 0, ["negativo"] = 0, ["positivo"] = 1, ["cattivo"] = 0, ["scarso"] = 0,
        ["bueno"] = 1, ["buena"] = 1, ["malo"] = 0, ["mala"] = 0, ["mal"] = 0,
        ["bom"] = 1, ["boa"] = 1, ["ruim"] = 0, ["mau"] = 0, ["má"] = 0,
        ["goed"] = 1, ["slecht"] = 0,
        ["good, i'm satisfied"] = 1, ["bad, i'm unsatisfied"] = 0,
    };

    private static readonly SourceMapping Template = new(
        new Dictionary<string, QuestionRole>(StringComparer.Ordinal)
        {
            ["rating"] = new("csat", 0, 1, Values: RatingWords),
            ["comment"] = new("comment", Min: null, Max: null),
        },
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["customer_id"] = ["requester_external_id"],
            ["email"] = ["requester_email"],
            ["language"] = ["requester_language"],
            ["channel"] = ["via"],
            ["touchpoint"] = ["touchpoint", "constant: support"],
        });

    protected override SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping)
    {
        SurveyReading reading = ReadEach(root, response => MappingDrivenAdapter.ReadOne(response, request, mapping ?? Template));
        return mapping is null && reading is SurveyReading.Empty
            ? ReadEach(root, response => MappingDrivenAdapter.ReadOne(response, request, mapping: null))
            : reading;
    }
}
