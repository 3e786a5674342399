namespace CxFunnel.TextAnalytics.Language;

/// <summary>What the rule files say a word or phrase does. One word can have several roles.</summary>
[Flags]
internal enum WordRole : ulong
{
    None = 0,
    Negator = 1UL << 0,

    /// <summary>A phrase that looks like a negation and is none: "not only".</summary>
    NegationOff = 1UL << 1,
    Booster = 1UL << 2,
    Dampener = 1UL << 3,
    Contrast = 1UL << 4,
    Concession = 1UL << 5,
    Question = 1UL << 6,
    Article = 1UL << 7,
    Pronoun = 1UL << 8,
    Preposition = 1UL << 9,
    Conjunction = 1UL << 10,
    Auxiliary = 1UL << 11,
    Verb = 1UL << 12,
    Adverb = 1UL << 13,
    StopNoun = 1UL << 14,
    Adjective = 1UL << 15,
    Irony = 1UL << 16,
    ComplaintQuestion = 1UL << 17,
    PraiseQuestion = 1UL << 18,
    Nothing = 1UL << 19,
    NameTeller = 1UL << 20,
    OrderWord = 1UL << 21,
    CustomerWord = 1UL << 22,
    StreetWord = 1UL << 23,
    PhoneWord = 1UL << 24,
    Title = 1UL << 26,
    StreetEnding = 1UL << 27,
    NounEnding = 1UL << 28,
    VerbEnding = 1UL << 29,
    AdverbEnding = 1UL << 30,

    /// <summary>Named in the language's own lexicon, with whatever valence.</summary>
    InLexicon = 1UL << 25,

    /// <summary>A longer entry starts with this word.</summary>
    StartsPhrase = 1UL << 31,

    /// <summary>A verdict that is neither praise nor blame: "nothing special", "does the job".</summary>
    Lukewarm = 1UL << 32,

    /// <summary>Takes the praise before it back to lukewarm: "nice, no more than that".</summary>
    Cap = 1UL << 33,

    /// <summary>Congratulates or applauds; ironic beside a mishap: "well done, you lost it".</summary>
    Congratulation = 1UL << 34,

    /// <summary>What nobody is congratulated on in earnest: "for the third time".</summary>
    IronyProof = 1UL << 35,

    /// <summary>Better, in whatever form.</summary>
    Better = 1UL << 36,

    /// <summary>Worse, in whatever form.</summary>
    Worse = 1UL << 37,

    /// <summary>"Not the best" is blame, where "not excellent" is none.</summary>
    Best = 1UL << 38,

    /// <summary>Thanks, which is ironic for what nobody gives thanks for: "thank you for wasting my day".</summary>
    Thanks = 1UL << 39,

    /// <summary>"Never so good" praises and "never so rude" blames: no negation before <see cref="So"/>.</summary>
    Never = 1UL << 40,
    So = 1UL << 41,

    /// <summary>"Could not have gone better": could, in the past or the conditional.</summary>
    Could = 1UL << 42,

    /// <summary>An insult or a curse, which no negator makes kind: "nobody answers, bastards".</summary>
    Insult = 1UL << 43,

    /// <summary>Once more, and so ironic behind a cheer: "great, <b>another</b> two hours on hold".</summary>
    Again = 1UL << 44,

    Function = Article | Pronoun | Preposition | Conjunction | Auxiliary | Question,
}

internal static class WordRoles
{
    public static bool Any(this WordRole roles, WordRole wanted) => (roles & wanted) != WordRole.None;
}
