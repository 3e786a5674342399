using System.Text.Json;
using CxFunnel.Samples.Story;

namespace CxFunnel.Samples.Wire;

/// <summary>One of Tavolind's five forms. One form serves all languages; its titles are translated.</summary>
/// <param name="TitleRef">Names the title in the question files.</param>
internal sealed record TypeformForm(string Id, string TitleRef, IReadOnlyList<TypeformQuestion> Questions)
{
    private static readonly TypeformQuestion Nps = Number("Qn7PsTav01", "nps_recommend", "nps", feedback => feedback.Nps);
    private static readonly TypeformQuestion Reason = Text("Tx4WhyTav02", "nps_reason", "long_text", feedback => feedback.Text);
    private static readonly TypeformQuestion Improve = Text("Tx6ImpTav03", "improve", "long_text", feedback => feedback.Text);
    private static readonly TypeformQuestion Ease = Number("Sc7CesTav04", "ces_effort", "opinion_scale", feedback => feedback.Ces) with { Steps = 7 };

    // Few leave an address; whoever does wants an answer.
    private static readonly TypeformQuestion Email = new(
        "Em1ConTav05", "contact_email", "email", LeavesAddress, (json, feedback) => Answer(json, "email", feedback.Customer!.Email));

    private static readonly TypeformQuestion Resolved = new(
        "Yn3ResTav06",
        "resolved",
        "yes_no",
        _ => true,
        (json, feedback) =>
        {
            json.WriteString("type", "boolean");
            json.WriteBoolean("boolean", feedback.Csat >= 4);
        });

    private static readonly Dictionary<string, TypeformForm> ByTouchpoint = new(StringComparer.Ordinal)
    {
        [Touchpoints.Delivery] = new("tVdLv3Qa", "form_delivery", [Nps, Reason, Csat("Sc5CsaTav11", "csat_delivery", "opinion_scale"), Email]),
        [Touchpoints.Billing] = new("tVbLg7Ks", "form_billing", [Nps, Csat("Sc5CsaTav12", "csat_billing", "opinion_scale"), Reason, Email]),
        [Touchpoints.Store] = new("tVsTr9Wm", "form_store", [Nps, Csat("Ra5CsaTav13", "csat_store", "rating"), Reason]),
        [Touchpoints.App] = new("tVaPp4Zx", "form_app", [Nps, Ease, Improve]),
        [Touchpoints.Support] = new("tVsUp2Hc", "form_support", [Csat("Ra5CsaTav14", "csat_service", "rating"), Ease, Resolved, Improve, Email]),
    };

    public static TypeformForm For(string touchpoint) => ByTouchpoint[touchpoint];

    private static bool LeavesAddress(PlannedFeedback feedback) => feedback.Text is { Length: > 60 } && feedback.SourceId![0] is 'a' or 'b' or 'c';

    private static TypeformQuestion Csat(string id, string reference, string type) => Number(id, reference, type, feedback => feedback.Csat) with { Steps = 5 };

    private static TypeformQuestion Number(string id, string reference, string type, Func<PlannedFeedback, int?> score) =>
        new(id, reference, type, feedback => score(feedback) is not null, (json, feedback) =>
        {
            json.WriteString("type", "number");
            json.WriteNumber("number", score(feedback)!.Value);
        });

    private static TypeformQuestion Text(string id, string reference, string type, Func<PlannedFeedback, string?> text) =>
        new(id, reference, type, feedback => text(feedback) is not null, (json, feedback) => Answer(json, "text", text(feedback)!));

    private static void Answer(Utf8JsonWriter json, string type, string value)
    {
        json.WriteString("type", type);
        json.WriteString(type, value);
    }
}

/// <summary>A question of a form.</summary>
/// <param name="WriteAnswer">Writes the answer's type and value into an open object.</param>
internal sealed record TypeformQuestion(
    string Id, string Ref, string Type, Predicate<PlannedFeedback> IsAnswered, Action<Utf8JsonWriter, PlannedFeedback> WriteAnswer)
{
    /// <summary>Length of the scale of an <c>opinion_scale</c> or <c>rating</c>, counted from one; null for other questions.</summary>
    public int? Steps { get; init; }
}
