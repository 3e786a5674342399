using System.Globalization;
using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

/// <summary>
/// Shapes that tools also send, beside the samples: older versions of their APIs, fields that nobody documented, numbers as texts,
/// what may be missing. Each is held against all that should come out of it, on one line.
/// </summary>
public sealed class SurveyVariantTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Tool, mapping (blank for none), body, what comes out.</summary>
    public static TheoryData<string, string, string, string> Variants() => new()
    {
        // Typeform: an old delivery has no ref and a short event id; two NPS questions are two answers; unknown types of answers pass.
        {
            "typeform", "",
            """
            {"event_id":"LtWXD3crgy","event_type":"form_response","form_response":{"form_id":"lT4Z3j","token":"a3a12ec67a1365927098a606107fac15",
             "submitted_at":"2018-01-18T18:17:02Z","landed_at":"2018-01-18T18:07:02Z","calculated":{"score":9},"unknown":{"deep":[1,2]},
             "definition":{"id":"lT4Z3j","title":"Webhooks example","fields":[
               {"id":"n1","title":"How likely are you to recommend us?","type":"nps","properties":{}},
               {"id":"n2","title":"And the app?","type":"nps"},{"id":"t1","title":"Why?","type":"long_text"}]},
             "answers":[{"type":"number","number":9,"field":{"id":"n1","type":"nps"}},{"type":"number","number":2,"field":{"id":"n2","type":"nps"}},
               {"type":"text","text":"Fast\r\nand cheap ","field":{"id":"t1","type":"long_text"}},
               {"type":"signature","signature":{"url":"x"},"field":{"id":"s1","type":"signature"}},
               {"type":"payment","payment":{"amount":"$1","last4":"1234","name":"X","success":true},"field":{"id":"p1","type":"payment"}},
               {"type":"multi_format","field":{"id":"m1","type":"multi_format"}}]}}
            """,
            "a3a12ec67a1365927098a606107fac15 of lT4Z3j, complete, 2018-01-18T18:17:02Z; n1 nps 9 of 0..10, n2 nps 2 of 0..10; t1: Fast\nand cheap"
        },
        // A mapping need not repeat the ends that the form's definition states.
        {
            "typeform", """{"questions":{"delivery":{"role":"csat"}}}""",
            """
            {"event_type":"form_response","form_response":{"form_id":"f","token":"t","submitted_at":"2025-03-02T08:15:42Z",
             "hidden":{"customer_id":"","cid":null,"lang":"pt-BR"},
             "definition":{"fields":[{"id":"x","ref":"delivery","type":"rating","title":"Delivery","properties":{"steps":10}}]},
             "answers":[{"type":"number","number":8,"field":{"id":"x","ref":"delivery","type":"rating"}}]}}
            """,
            "t of f, complete, 2025-03-02T08:15:42Z; delivery csat 8 of 1..10; language pt"
        },
        // SurveyMonkey: ids as numbers, the survey only in the filter, an offset that is not zero.
        {
            "surveymonkey", "",
            """{"name":"w","filter_type":"survey","filter_id":502117430,"event_type":"response_deleted","event_id":"1","object_type":"response","object_id":118700234561,"event_datetime":"2025-04-11T11:32:07.182613+02:00","resources":{}}""",
            "118700234561 of 502117430, deleted, 2025-04-11T09:32:07Z, version 2025-04-11T09:32:07Z"
        },
        // QuestionPro: the response is bare and in an array, its id a text, its status in another case; a value of another scale is no score.
        {
            "questionpro", """{"questions":{"Q1":{"role":"nps","value":"leading integer"},"Q9":{"role":"csat","min":1,"max":5}}}""",
            """
            [{"responseID":"77","surveyID":12,"responseStatus":"completed","timestamp":"5 Oct, 2020 2:51:51 PM PDT","externalReference":"","customVariables":{"custom1":null},
              "language":"Italian","extra":true,"responseSet":[
              {"questionID":1,"questionCode":"Q1","questionText":"<b>NPS</b>","answerValues":[{"answerID":1,"answerText":"10 - Very likely","value":{"scale":"11","text":""}}]},
              {"questionID":2,"questionCode":"Q9","answerValues":[{"answerID":2,"answerText":"9","value":{"scale":"9"}}]},
              {"questionID":3,"questionCode":"Q4","answerValues":[]}]}]
            """,
            "77 of 12, complete, 2020-10-05T21:51:51Z; Q1 nps 10 of 0..10; language it"
        },
        // Zone letters that mean several zones: the time of receipt stands in.
        {
            "questionpro", "",
            """
            {"response":{"responseID":9007199254740993,"surveyID":1,"responseStatus":"Started","timestamp":"05 Oct, 2020 02:51:51 PM IST",
             "responseSet":[{"questionCode":"nps","questionText":"Recommend?","answerValues":[{"answerText":"7","value":{"scale":"8"}}]}]}}
            """,
            "9007199254740993 of 1, partial, 2026-01-02T03:04:05Z; nps nps 7 of 0..10"
        },
        // Jotform as JSON of a relay: rawRequest as a text, its widget and bookkeeping no answers, the id beyond 2^53.
        {
            "jotform", "",
            """
            {"formID":"250001","submissionID":"6190000000000000001","rawRequest":"{\"slug\":\"submit/1\",\"q3_howLikely\":\"9\",\"q5_comment\":\"Good value\",\"q6_email\":\"Ann@Example.com\",\"q8_typeA8\":\"{\\\"widget_metadata\\\":{\\\"type\\\":\\\"imagelinks\\\",\\\"value\\\":[{\\\"name\\\":\\\"a b c d\\\"}]}}\",\"q9_name\":{\"first\":\"Ann\",\"last\":\"Lee\"},\"submitDate\":\"1741000000000\",\"timeToSubmit\":\"12\",\"path\":\"/submit/1\"}"}
            """,
            "6190000000000000001 of 250001, complete, 2025-03-03T11:06:40Z; q3_howLikely nps 9 of 0..10; q5_comment: Good value; email ann@example.com"
        },
        // Google Forms: a sheet of another country without a date format; a title with a blank behind it; its zone.
        {
            "google-forms", """{"questions":{"Würden Sie uns empfehlen?":{"role":"nps"},"Warum?":{"role":"comment"}}}""",
            """
            {"source":"google-forms","spreadsheetId":"S","rowIndex":12,"timeZone":"Europe/Berlin","values":["27.03.2025 14:05:09","6","zu teuer"],
             "namedValues":{"Zeitstempel":["27.03.2025 14:05:09"],"Würden Sie uns empfehlen? ":["6"],"Warum?":["zu teuer"],"Leer":[""]}}
            """,
            "S!12 of S, complete, 2025-03-27T13:05:09Z; Würden Sie uns empfehlen? nps 6 of 0..10; Warum?: zu teuer"
        },
        // The same from a script that sends no "values".
        {
            "google-forms", "",
            """{"spreadsheetId":"S","rowIndex":4,"timeZone":"Europe/Rome","namedValues":{"Informazioni cronologiche":["27/03/2025 14:05:09"],"Ci consiglieresti?":["9"],"Perché?":"bello"}}""",
            "S!4 of S, complete, 2025-03-27T13:05:09Z; Ci consiglieresti? nps 9 of 0..10; Perché?: bello"
        },
        // Whatever writes texts where others write numbers: decimals with a comma, and scales of their own.
        {
            "our-own", "",
            """{"id":"1","submitted_at":"2026-03-04 10:00:00+01","nps":"9/10","csat_delivery":"4,5","satisfaction_shop":"7 / 10","effort":"3 - neither","recommend":"4/5"}""",
            "1, complete, 2026-03-04T09:00:00Z; nps nps 9 of 0..10, csat_delivery csat 4.5 of 1..5, satisfaction_shop csat 7 of 1..10, effort ces 3 of 1..7, recommend rating 4 of 1..5"
        },
        {
            "google-forms", """{"questions":{"NPS":{"role":"nps"}}}""",
            """{"spreadsheetId":"S","rowIndex":"3","timeZone":"America/New_York","values":["3/4/2025 9:05:00"],"namedValues":{"NPS":["10"]}}""",
            "S!3 of S, complete, 2025-03-04T14:05:00Z; NPS nps 10 of 0..10"
        },
        // Delighted: e-mail null, properties null, a scale of seven, answers of every kind.
        {
            "delighted", """{"questions":{"q_open":{"role":"comment"},"q_many":{"role":"cause"}}}""",
            """
            {"event_type":"survey_response.created","event_id":"e","event_data":{"id":"5435","person":{"id":"17","email":null,"name":null,"created_at":1611149049},
             "survey_type":"ces7","score":6,"comment":null,"created_at":1741680000,"updated_at":1741680060,"person_properties":null,"notes":[],"tags":[],
             "additional_answers":[{"id":"a","value":{"free_response":"The search"},"question":{"id":"q_open","type":"free_response","text":"What else?"}},
               {"id":"b","value":{"select_many":[{"id":"1","text":"Price"},{"id":"2","text":"Delivery"}]},"question":{"id":"q_many","type":"select_many","text":"Why"}}]}}
            """,
            "5435, complete, 2025-03-11T08:00:00Z, version 2025-03-11T08:01:00Z; score ces 6 of 1..7; q_open: The search; causes price, delivery; customer 17"
        },
        // Formbricks before contacts: a person with attributes; scores as texts; actions are no answers; "default" is no language.
        {
            "formbricks", """{"questions":{"nps01":{"role":"nps"},"why":{"role":"comment"},"grid/Delivery":{"role":"csat","min":1,"max":3,"values":{"Bad":1,"OK":2,"Good":3}}}}""",
            """
            {"webhookId":"w","event":"responseFinished","data":{"id":"r1","surveyId":"s1","createdAt":"2024-02-01T10:00:00.123Z","updatedAt":"2024-02-01T10:01:00.999Z","finished":true,
             "data":{"nps01":"8","why":"  ","cta":"clicked","grid":{"Delivery":"Good"}},"person":{"id":"p","userId":"u-9","attributes":{"email":"P@Example.com","language":"nl-NL"}},"language":"default"}}
            """,
            "r1 of s1, complete, 2024-02-01T10:01:00Z, version 2024-02-01T10:01:00Z; nps01 nps 8 of 0..10, grid/Delivery csat 3 of 1..3; customer u-9; email p@example.com; language nl"
        },
        // Tally of an older form: one choice as a text, a scale as a text, no submissionId; the boolean of each check box is no answer.
        {
            "tally", """{"questions":{"question_a":{"role":"nps"},"question_b":{"role":"cause"},"question_c":{"role":"cause"}}}""",
            """
            {"eventId":"e","eventType":"FORM_RESPONSE","createdAt":"2023-06-28T15:00:21.889Z","data":{"responseId":"2wgx4n","respondentId":"x","formId":"VwbNEw","formName":"F","createdAt":"2023-06-28T15:00:20.000Z","fields":[
             {"key":"question_a","label":"NPS","type":"LINEAR_SCALE","value":"0"},
             {"key":"question_b","label":"Why","type":"MULTIPLE_CHOICE","value":"o1","options":[{"id":"o1","text":"Late parcel"}]},
             {"key":"question_c","label":"What","type":"CHECKBOXES","value":["o2"],"options":[{"id":"o2","text":"Price"}]},
             {"key":"question_c_o2","label":"What (Price)","type":"CHECKBOXES","value":true},
             {"key":"question_d","label":null,"type":"WALLET_CONNECT","value":{"x":1}},
             {"key":"question_e","label":"customer_id","type":"HIDDEN_FIELDS","value":"C-1"}]}}
            """,
            "2wgx4n of VwbNEw, complete, 2023-06-28T15:00:20Z; question_a nps 0 of 0..10; causes late parcel, price; customer C-1"
        },
        // "Tevreden" is no "reden": how pleased somebody is, is no cause; why, is one.
        {
            "tally", "",
            """
            {"eventType":"FORM_RESPONSE","createdAt":"2023-06-28T15:00:21.889Z","data":{"responseId":"r","formId":"f","createdAt":"2023-06-28T15:00:20.000Z","fields":[
             {"key":"a","label":"NPS","type":"LINEAR_SCALE","value":8},
             {"key":"b","label":"Hoe tevreden bent u over ons?","type":"MULTIPLE_CHOICE","value":["o1"],"options":[{"id":"o1","text":"Zeer"}]},
             {"key":"c","label":"Reden van uw score","type":"MULTIPLE_CHOICE","value":["o2"],"options":[{"id":"o2","text":"Prijs"}]},
             {"key":"d","label":"Wat is de reden?","type":"MULTIPLE_CHOICE","value":["o3"],"options":[{"id":"o3","text":"Levering"}]}]}}
            """,
            "r of f, complete, 2023-06-28T15:00:20Z; a nps 8 of 0..10; causes prijs, levering"
        },
        // AskNicely: everything a text; not answered yet is an empty text and "0".
        {
            "asknicely", "",
            """{"count":2,"person":{"id":"1","email":"A@B.example","customer_id_c":"K-5","locale_c":"it_IT"},"question":{"id":"88","score":"0","comment":"Mai più","responded":"1741680000","sent":"0","deliverymethod":"SMS"}}""",
            "88, complete, 2025-03-11T08:00:00Z, version 2025-03-11T08:00:01Z; question.score nps 0 of 0..10; question.comment: Mai più; customer K-5; email a@b.example; language it; channel sms"
        },
        // Zendesk in the account's own language, whatever the case.
        {
            "zendesk", "",
            """{"ticket_id":4711,"rating":"schlecht","comment":"","requester_email":"X@Y.example","requester_language":"Deutsch","via":"Web Form","updated_at":"2025-03-11T09:00:00+01:00"}""",
            "4711, complete, 2025-03-11T08:00:00Z, version 2025-03-11T08:00:00Z; rating csat 0 of 0..1; email x@y.example; language de; channel web form; touchpoint support"
        },
        // Qualtrics' task by its author: a byte order mark and fields that nobody knows.
        {
            "qualtrics", """{"questions":{"nps":{"role":"nps"}},"fields":{"response_id":["rid"],"submitted_at":["at"]}}""",
            "\uFEFF{\"rid\":\"R_1\",\"at\":\"2025-05-06T16:40:51Z\",\"nps\":\"6.0\",\"new\":{\"x\":[]}}",
            "R_1, complete, 2025-05-06T16:40:51Z; nps nps 6 of 0..10"
        },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Read_ShapeThatTheToolAlsoSends_GivesAllThatItSays(string tool, string mapping, string body, string expected)
    {
        SurveyReading reading = SurveyAdapters.For(tool).Read(Request(tool, body), Mapping(mapping));

        Assert.Equal(expected, Print(Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values)));
    }

    [Theory]
    [InlineData("typeform", """{"event_type":"form_response","form_response":{"form_id":"f","token":"t","answers":{"n":9}}}""", "/form_response/answers")]
    [InlineData("questionpro", """{"response":{"responseID":1,"responseSet":{"0":{"questionCode":"nps"}}}}""", "/response/responseSet")]
    [InlineData("formbricks", """{"event":"responseFinished","data":{"id":"r","finished":true,"data":[9]}}""", "/data/data")]
    public void Read_AnswersInAnotherShapeThanDocumented_AreMalformedAndNotEmpty(string tool, string body, string pointer) =>
        Assert.StartsWith(pointer, Assert.IsType<SurveyReading.Malformed>(SurveyAdapters.For(tool).Read(Request(tool, body), mapping: null)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("typeform", """{"event_type":"form_response","form_response":{"form_id":"f","token":"t","answers":[{"type":"number","number":4,"field":{"id":"n","type":"number"}}]}}""", true)]
    [InlineData("typeform", """{"event_type":"form_response_partial","form_response":{"form_id":"f","token":"t","answers":[{"type":"number","number":4,"field":{"id":"n","type":"number"}}]}}""", false)]
    [InlineData("typeform", """{"event_type":"form_response","form_response":{"form_id":"f","token":"t"}}""", false)]
    [InlineData("formbricks", """{"event":"responseFinished","data":{"id":"r","surveyId":"f","finished":true,"data":{"clx1":4}}}""", true)]
    [InlineData("formbricks", """{"event":"responseFinished","data":{"id":"r","surveyId":"f","finished":true,"data":{"clx1":"","clx2":[]}}}""", false)]
    public void Read_AnswersOfWhichNobodySaidWhatTheyAre_AreUnmapped(string tool, string body, bool isUnmapped)
    {
        SurveyReading.Empty empty = Assert.IsType<SurveyReading.Empty>(SurveyAdapters.For(tool).Read(Request(tool, body), mapping: null));

        Assert.Equal((isUnmapped, "f"), (empty.IsUnmapped, empty.SurveyId));
    }

    private static SurveyRequest Request(string tool, string body) => new(tool, "application/json", Encoding.UTF8.GetBytes(body), ReceivedAt);

    private static SourceMapping? Mapping(string json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(json);
        InputErrors errors = new();
        SourceMapping? mapping = MappingReader.Read(document.RootElement, errors);
        Assert.Empty(errors.Listed);
        return mapping;
    }

    private static string Print(FeedbackItem item)
    {
        StringBuilder line = new();
        line.Append(item.SourceId).Append(item.SurveyId is null ? "" : $" of {item.SurveyId}");
        line.Append(", ").Append(item.State.ToString().ToLowerInvariant()).Append(", ").Append(At(item.SubmittedAt));
        line.Append(item.RevisedAt is { } version ? $", version {At(version)}" : "");
        Add("; ", string.Join(", ", item.Scores?.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Question} {s.Type.ToString().ToLowerInvariant()} {s.Value} of {s.Min}..{s.Max}")) ?? []));
        Add("; ", string.Join(", ", item.Comments?.Select(c => $"{c.Question}: {c.Text}") ?? []));
        Add("; causes ", string.Join(", ", item.Causes ?? []));
        Add("; customer ", item.Customer?.Id);
        Add("; email ", item.Customer?.Email);
        Add("; language ", item.Language);
        Add("; channel ", item.Channel);
        Add("; touchpoint ", item.Touchpoint);
        return line.ToString();

        void Add(string name, string? value) => line.Append(string.IsNullOrEmpty(value) ? "" : name + value);
        static string At(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
