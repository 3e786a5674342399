namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>The kinds of personal data that the engine finds; each is also what stands in brackets in a redacted text.</summary>
public static class PersonalDataKinds
{
    public static IReadOnlyList<string> All { get; } = ["email", "phone", "iban", "card", "order", "customer", "address", "name", "handle", "url", "ip"];
}
