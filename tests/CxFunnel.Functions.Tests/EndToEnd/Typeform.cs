using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>Webhooks as Typeform sends and signs them.</summary>
internal static class Typeform
{
    public static string Body(string token, int nps, string comment = "All fine.") => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"event_id":"01JNB6Y3KQ2T8V0R5W7Z9XACDE","event_type":"form_response","form_response":{"form_id":"f1","token":"{{{token}}}",
        "submitted_at":"2026-10-05T08:15:42Z","hidden":{"channel":"email","touchpoint":"delivery"},
        "definition":{"id":"f1","fields":[{"id":"q1","ref":"nps_recommend","type":"nps","title":"Recommend?","properties":{}},
        {"id":"q2","ref":"nps_reason","type":"long_text","title":"Why?","properties":{}}]},
        "answers":[{"type":"number","number":{{{nps}}},"field":{"id":"q1","type":"nps","ref":"nps_recommend"}},
        {"type":"text","text":"{{{comment}}}","field":{"id":"q2","type":"long_text","ref":"nps_reason"}}]}}
        """);

    public static Action<HttpRequestMessage> Signed(string body, string secret = RunningApp.TypeformSecret) => request =>
        request.Headers.Add("Typeform-Signature", "sha256=" + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
}
