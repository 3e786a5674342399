using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>Complaints put together from parts, with the reason behind each; the same for the same numbers.</summary>
internal static class Complaints
{
    private static readonly (string Reason, string[] Things, string[] Faults)[] Reasons =
    [
        ("late", ["my parcel", "the delivery", "our order", "the package", "the shipment"], ["came two weeks late", "arrived much later than promised", "was delayed again without notice", "still has not arrived after ten days", "took three weeks to get here"]),
        ("rude", ["the woman at the desk", "your agent on the phone", "the cashier", "the driver", "one of your employees"], ["was rude to my mother", "shouted at me for nothing", "laughed about my question", "hung up while I was talking", "was impolite and bored"]),
        ("price", ["the new tariff", "the monthly fee", "your price", "the subscription", "the basic plan"], ["is far too expensive now", "went up by a third", "costs more than anywhere else", "was raised without telling anybody", "is not worth that much money"]),
        ("crash", ["the app", "your mobile app", "the new version of the app", "the iPhone app", "the Android app"], ["crashes when I open it", "freezes at the login screen", "closes itself after a second", "hangs every time I start it", "does not load since the update"]),
        ("refund", ["the refund", "my money back", "the reimbursement", "the refund for the return", "my promised refund"], ["was never paid to my account", "has been missing for six weeks", "was refused without a reason", "is still not on my card", "never reached my bank"]),
        ("dirty", ["our room", "the bathroom", "the hotel room", "the shower", "the bed"], ["was dirty and smelled of smoke", "was full of hair and dust", "had stains everywhere", "had not been cleaned for days", "was covered in mould"]),
    ];

    /// <summary>At most 25 texts of each of six reasons.</summary>
    public static (CauseText Clause, string Reason)[] Of(int each, int first = 0) =>
        [.. Reasons.SelectMany(reason => Enumerable.Range(first, each).Select(i =>
            (Clause($"{reason.Reason}-{i}", $"{reason.Things[i % 5]} {reason.Faults[i / 5 % 5]}", day: i), reason.Reason)))];

    public static CauseText Clause(string key, string text, string language = "en", int day = 0, string? voice = null, long reach = 0) =>
        new(key, text, language, null, new DateOnly(2026, 1, 1).AddDays(day), voice, reach);
}
