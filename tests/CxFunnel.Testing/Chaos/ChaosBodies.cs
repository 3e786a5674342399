using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CxFunnel.Testing.Chaos;

/// <summary>Bodies as survey tools, other systems and exports have them.</summary>
internal static class ChaosBodies
{
    public const string TypeformQuestion = "Why?";
    public const string SurveyMonkeyQuestion = "What is the main reason?";

    /// <summary>Which of SurveyMonkey's questions is what.</summary>
    public const string SurveyMonkeyMapping = """{"questions":{"q1":{"role":"nps","min":0,"max":10},"q2":{"role":"comment"}},"fields":{"touchpoint":["custom_variables.touchpoint"],"channel":["custom_variables.channel"],"language":["custom_variables.language"]}}""";

    public static ChaosDelivery Typeform(ChaosVersion version)
    {
        JsonArray fields = [new JsonObject { ["id"] = "q1", ["ref"] = "nps", ["type"] = "nps", ["title"] = "Recommend?" }];
        JsonArray answers = [new JsonObject { ["type"] = "number", ["number"] = version.Scores[0].Value, ["field"] = new JsonObject { ["id"] = "q1", ["type"] = "nps", ["ref"] = "nps" } }];
        if (version.Text is { } text)
        {
            fields.Add(new JsonObject { ["id"] = "q2", ["ref"] = "why", ["type"] = "long_text", ["title"] = version.Question });
            answers.Add(new JsonObject { ["type"] = "text", ["text"] = text, ["field"] = new JsonObject { ["id"] = "q2", ["type"] = "long_text", ["ref"] = "why" } });
        }

        return Webhook("typeform", version, new JsonObject
        {
            ["event_type"] = version.State == ChaosState.Partial ? "form_response_partial" : "form_response",
            ["form_response"] = new JsonObject
            {
                ["form_id"] = "f1",
                ["token"] = version.Id,
                ["submitted_at"] = ChaosVersion.Iso(version.At),
                ["hidden"] = new JsonObject { ["channel"] = version.Channel, ["touchpoint"] = version.Touchpoint, ["language"] = version.Language, ["country"] = version.Country, ["segment"] = version.Segment },
                ["definition"] = new JsonObject { ["id"] = "f1", ["fields"] = fields },
                ["answers"] = answers,
            },
        });
    }

    public static ChaosDelivery Delighted(ChaosVersion version) => Webhook("delighted", version, new JsonObject
    {
        ["event_type"] = version.Number == 0 ? "survey_response.created" : "survey_response.updated",
        ["event_data"] = new JsonObject
        {
            ["id"] = version.Id,
            ["survey_type"] = version.Scores[0].Type,
            ["score"] = version.Scores[0].Value,
            ["comment"] = version.Text,
            ["created_at"] = version.At.ToUnixTimeSeconds(),
            ["updated_at"] = version.Number == 0 ? null : version.RevisedAt.ToUnixTimeSeconds(),
            ["person_properties"] = new JsonObject { ["Locale"] = version.Language, ["Touchpoint"] = version.Touchpoint, ["Country"] = version.Country, ["Delighted Source"] = version.Channel },
        },
    });

    /// <summary>A response as the API gives it, or the notification of its deletion.</summary>
    public static ChaosDelivery SurveyMonkey(ChaosVersion version) => Webhook("surveymonkey", version, version.State == ChaosState.Deleted
        ? new JsonObject
        {
            ["event_type"] = "response_deleted",
            ["object_type"] = "response",
            ["object_id"] = version.Id,
            ["event_datetime"] = ChaosVersion.Iso(version.RevisedAt),
            ["resources"] = new JsonObject { ["survey_id"] = "s1" },
        }
        : new JsonObject
        {
            ["id"] = version.Id,
            ["survey_id"] = "s1",
            ["response_status"] = version.State == ChaosState.Partial ? "partial" : "completed",
            ["custom_variables"] = new JsonObject { ["touchpoint"] = version.Touchpoint, ["channel"] = version.Channel, ["language"] = version.Language },
            ["date_created"] = ChaosVersion.Iso(version.At.AddDays(-9)),
            ["date_modified"] = ChaosVersion.Iso(version.RevisedAt),
            ["pages"] = new JsonArray(new JsonObject
            {
                ["id"] = "p1",
                ["questions"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = "q1",
                        ["family"] = "matrix",
                        ["subtype"] = "rating",
                        ["heading"] = "Recommend?",
                        ["answers"] = new JsonArray(new JsonObject { ["choice_id"] = "c1", ["row_id"] = "r1", ["choice_metadata"] = new JsonObject { ["weight"] = Number(version.Scores[0].Value) }, ["simple_text"] = Number(version.Scores[0].Value) }),
                    },
                    new JsonObject
                    {
                        ["id"] = "q2",
                        ["family"] = "open_ended",
                        ["subtype"] = "essay",
                        ["heading"] = SurveyMonkeyQuestion,
                        ["answers"] = new JsonArray(new JsonObject { ["text"] = version.Text, ["simple_text"] = version.Text }),
                    }),
            }),
        });

    /// <summary>Our own JSON, several items in one request.</summary>
    public static ChaosDelivery Own(IReadOnlyList<ChaosVersion> versions) => new(
        $"api/feedback?program={versions[0].Program}", "application/json", Encoding.UTF8.GetBytes(new JsonArray([.. versions.Select(Item)]).ToJsonString()), versions);

    /// <summary>The project's own CSV, with the date of each version.</summary>
    public static ChaosDelivery Reviews(IReadOnlyList<ChaosVersion> versions)
    {
        StringBuilder csv = new("Id,Submitted at,Revised at,Comment,Language,Country,Rating,Channel,Touchpoint,Segment,Customer id\n");
        foreach (ChaosVersion v in versions)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{v.Id},{ChaosVersion.Iso(v.At)},{ChaosVersion.Iso(v.RevisedAt)},\"{v.Text}\",{v.Language},{v.Country},{v.Scores[0].Value},{v.Channel},{v.Touchpoint},{v.Segment},{v.Customer}\n");
        }

        return new ChaosDelivery($"api/imports?program={versions[0].Program}", "text/csv", Encoding.UTF8.GetBytes(csv.ToString()), versions);
    }

    /// <summary>Brandwatch's export, whose mentions have no version; some rows cannot be read.</summary>
    public static ChaosDelivery Mentions(IReadOnlyList<ChaosVersion> versions, int rejected)
    {
        StringBuilder csv = new("\"Report:\",\"Bulk Mentions Download\"\r\n\"Brand:\",\"Brand\"\r\n\r\n\"Query Id\",\"Query Name\",\"Date\",\"Url\",\"Page Type\",\"Language\",\"Country Code\",\"Author\",\"Full Text\",\"Resource Id\"\r\n");
        foreach (ChaosVersion v in versions)
        {
            csv.Append(CultureInfo.InvariantCulture, $"\"1\",\"q\",\"{v.At:yyyy-MM-dd HH:mm:ss.f}\",\"http://example.com/{v.Id}\",\"twitter\",\"{v.Language}\",\"GBR\",\"someone\",\"{v.Text}\",\"{v.Id}\"\r\n");
        }

        for (int i = 0; i < rejected; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"\"1\",\"q\",\"2026-08-01 00:00:00.0\",\"http://example.com/r{i}\",\"twitter\",\"en\",\"GBR\",\"a\",\"\",\"99{i}\"\r\n");
        }

        return new ChaosDelivery($"api/imports?program={versions[0].Program}", "text/csv", Encoding.UTF8.GetBytes(csv.ToString()), versions, rejected);
    }

    private static ChaosDelivery Webhook(string source, ChaosVersion version, JsonObject body) =>
        new($"api/surveys/{source}?program={version.Program}", "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()), [version]);

    private static JsonNode Item(ChaosVersion version)
    {
        JsonObject item = new()
        {
            ["source"] = version.Source,
            ["sourceId"] = version.Id,
            ["kind"] = version.Kind,
            ["submittedAt"] = ChaosVersion.Iso(version.SubmittedAt),
            ["occurredAt"] = ChaosVersion.Iso(version.At),
            ["channel"] = version.Channel,
            ["touchpoint"] = version.Touchpoint,
            ["language"] = version.Language,
            ["country"] = version.Country,
            ["state"] = version.State.ToString().ToLowerInvariant(),
            // Two versions that say the same are still two.
            ["attributes"] = new JsonObject { ["version"] = Number(version.Number) },
        };
        if (version.IsDated)
        {
            item["revisedAt"] = ChaosVersion.Iso(version.RevisedAt);
        }

        if (version.Segment is not null || version.AnnualValue is not null || version.Customer is not null)
        {
            item["customer"] = new JsonObject { ["id"] = version.Customer ?? $"c-{version.Id}", ["segment"] = version.Segment, ["annualValue"] = version.AnnualValue };
        }

        if (version.Text is not null)
        {
            item["comments"] = new JsonArray(new JsonObject { ["text"] = version.Text });
        }

        item["scores"] = new JsonArray([.. version.Scores.Select(s => new JsonObject { ["type"] = s.Type, ["value"] = s.Value, ["min"] = s.Min, ["max"] = s.Max, ["touchpoint"] = s.Touchpoint })]);
        return item;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
