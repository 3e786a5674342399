using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Zendesk satisfaction: a trigger posts a body that the customer wrote. Without a mapping the template of <c>docs/sources</c> is
/// read, with the rating words of seven languages. The id is the ticket's, so a later rating of one ticket replaces the earlier.
/// </summary>
public sealed class ZendeskAdapter() : SurveyAdapter("zendesk")
{
    private static readonly Dictionary<string, double> RatingWords = Words(
        good: ["good", "gut", "bon", "bonne", "bien", "buono", "buona", "positivo", "bueno", "buena", "bom", "boa", "goed", "good, i'm satisfied"],
        bad: ["bad", "schlecht", "mauvais", "mauvaise", "cattivo", "scarso", "negativo", "malo", "mala", "mal", "ruim", "mau", "má", "slecht", "bad, i'm unsatisfied"]);

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

    private static Dictionary<string, double> Words(string[] good, string[] bad)
    {
        Dictionary<string, double> words = new(StringComparer.OrdinalIgnoreCase);
        foreach (string word in good)
        {
            words.Add(word, 1);
        }

        foreach (string word in bad)
        {
            words.Add(word, 0);
        }

        return words;
    }
}
