namespace CxFunnel.TextAnalytics.Language;

/// <summary>What the rule files say a word or phrase does. One word can have several roles.</summary>
[Flags]
internal enum WordRole : uint
{
    None = 0,
    Negator = 1u << 0,

    /// <summary>A phrase that looks like a negation and is none: "not only".</summary>
    NegationOff = 1u << 1,
    Booster = 1u << 2,
    Dampener = 1u << 3,
    Contrast = 1u << 4,
    Concession = 1u << 5,
    Question = 1u << 6,
    Article = 1u << 7,
    Pronoun = 1u << 8,
    Preposition = 1u << 9,
    Conjunction = 1u << 10,
    Auxiliary = 1u << 11,
    Verb = 1u << 12,
    Adverb = 1u << 13,
    StopNoun = 1u << 14,
    Adjective = 1u << 15,
    Irony = 1u << 16,
    ComplaintQuestion = 1u << 17,
    PraiseQuestion = 1u << 18,
    Nothing = 1u << 19,
    NameTeller = 1u << 20,
    OrderWord = 1u << 21,
    CustomerWord = 1u << 22,
    StreetWord = 1u << 23,
    PhoneWord = 1u << 24,
    Title = 1u << 26,
    StreetEnding = 1u << 27,
    NounEnding = 1u << 28,
    VerbEnding = 1u << 29,
    AdverbEnding = 1u << 30,

    /// <summary>Named in the language's own lexicon, with whatever valence.</summary>
    InLexicon = 1u << 25,

    /// <summary>A longer entry starts with this word.</summary>
    StartsPhrase = 1u << 31,

    Function = Article | Pronoun | Preposition | Conjunction | Auxiliary | Question,
}

internal static class WordRoles
{
    public static bool Any(this WordRole roles, WordRole wanted) => (roles & wanted) != WordRole.None;
}
