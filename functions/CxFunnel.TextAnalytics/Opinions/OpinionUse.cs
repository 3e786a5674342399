namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>What <c>Data/Opinions/xx.txt</c> says a word or phrase does to opinions; nothing of it is seen by sentiment.</summary>
[Flags]
internal enum OpinionUse : uint
{
    None = 0,

    /// <summary>A longer entry starts with this word.</summary>
    StartsPhrase = 1 << 0,

    /// <summary>Judges.</summary>
    Verdict = 1 << 1,

    /// <summary>A verdict on what stands before it: "the hotline <b>let me down</b>".</summary>
    OfSubject = 1 << 2,

    /// <summary>A verdict on what follows: "we <b>loved</b> the pool".</summary>
    OfObject = 1 << 3,

    /// <summary>Less of the thing behind it than there should be: "<b>too few</b> toilets".</summary>
    Lack = 1 << 4,

    /// <summary>More of it than there should be: "<b>too much</b> salt".</summary>
    Excess = 1 << 5,

    /// <summary>The same of the thing before it: "luz <b>demais</b>".</summary>
    Behind = 1 << 6,

    /// <summary>Sets the thing behind it apart from what is said of all: "<b>apart from</b> the bed".</summary>
    Except = 1 << 7,

    /// <summary>Sets a thing apart together with an <see cref="AroundEnd"/> behind it: "<b>op</b> het bed na".</summary>
    Around = 1 << 8,
    AroundEnd = 1 << 9,

    /// <summary>Turns what has just been said of another thing: "their coffee <b>less so</b>".</summary>
    Less = 1 << 10,

    /// <summary>Repeats it: "the service <b>too</b>".</summary>
    Likewise = 1 << 11,

    /// <summary>Denies for both of two things: "<b>neither</b> the screen nor the speakers".</summary>
    Neither = 1 << 12,

    /// <summary>Stands between the two.</summary>
    Nor = 1 << 13,

    /// <summary>Blames beside a comparative: "<b>could be</b> better".</summary>
    Wish = 1 << 14,

    /// <summary>The same where a <see cref="WishEnd"/> closes it: "<b>hätten</b> größer sein können".</summary>
    WishHad = 1 << 15,
    WishEnd = 1 << 16,
    Comparative = 1 << 17,

    /// <summary>Makes a comparative of the word behind it: "<b>plus</b> claire".</summary>
    More = 1 << 18,

    /// <summary>A thing wherever it stands behind a quantity or in a phrase that judges, although it judges by itself: "noise".</summary>
    Thing = 1 << 19,

    /// <summary>A thing that judges nothing: "support".</summary>
    PlainThing = 1 << 20,

    /// <summary>No thing, whatever it looks like.</summary>
    NoThing = 1 << 21,

    /// <summary>Says that a thing is there and nothing else: "the room <b>has</b> too few sockets".</summary>
    Having = 1 << 22,

    /// <summary>Counts before a <see cref="Thing"/> only, for elsewhere it is a degree: "<b>troppo</b> rumore" against "troppo lento".</summary>
    OfThingsOnly = 1 << 23,

    /// <summary>No judgement behind an article or a preposition: "un <b>peu de</b> vent", "a <b>poca</b> distancia".</summary>
    Few = 1 << 24,

    /// <summary>Set on the first word of a thing that an exception names, and found in no file.</summary>
    SetApart = 1 << 25,

    /// <summary>Set on all but the first word of what judges by these rules, and found in no file.</summary>
    Inside = 1 << 26,

    /// <summary>Blames with the quality behind it: "<b>too</b> close".</summary>
    Too = 1 << 27,
}
