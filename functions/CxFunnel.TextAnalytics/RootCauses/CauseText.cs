namespace CxFunnel.TextAnalytics.RootCauses;

/// <summary>What discovery reads: one clause that complains and that the taxonomy does not explain.</summary>
/// <param name="Key">Unique and stable: the same clause of the same feedback has the same key in every run.</param>
/// <param name="Text">The clause, redacted.</param>
/// <param name="Language">Lower-case ISO 639-1, or <c>unknown</c>.</param>
/// <param name="Question">The survey question that it answers; null for none.</param>
/// <param name="Day">The day of the feedback.</param>
/// <param name="VoiceKey">Who says it, so that one customer is one voice; null when nobody knows.</param>
/// <param name="Reach">How many people it reached; 0 when nobody knows.</param>
public sealed record CauseText(string Key, string Text, string Language, string? Question, DateOnly Day, string? VoiceKey, long Reach);
