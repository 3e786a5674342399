namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>What <c>Data/Opinions/xx.txt</c> says a word or phrase does to opinions; nothing of it is seen by sentiment.</summary>
[Flags]
internal enum OpinionUse : ulong
{
    None = 0,

    /// <summary>A longer entry starts with this word.</summary>
    StartsPhrase = 1UL << 0,

    /// <summary>Judges.</summary>
    Verdict = 1UL << 1,

    /// <summary>A verdict on what stands before it: "the hotline <b>let me down</b>".</summary>
    OfSubject = 1UL << 2,

    /// <summary>A verdict on what follows: "we <b>loved</b> the pool".</summary>
    OfObject = 1UL << 3,

    /// <summary>Less of the thing behind it than there should be: "<b>too few</b> toilets".</summary>
    Lack = 1UL << 4,

    /// <summary>More of it than there should be: "<b>too much</b> salt".</summary>
    Excess = 1UL << 5,

    /// <summary>The same of the thing before it: "luz <b>demais</b>".</summary>
    Behind = 1UL << 6,

    /// <summary>Sets the thing behind it apart from what is said of all: "<b>apart from</b> the bed".</summary>
    Except = 1UL << 7,

    /// <summary>Sets a thing apart together with an <see cref="AroundEnd"/> behind it: "<b>op</b> het bed na".</summary>
    Around = 1UL << 8,
    AroundEnd = 1UL << 9,

    /// <summary>Turns what has just been said of another thing: "their coffee <b>less so</b>".</summary>
    Less = 1UL << 10,

    /// <summary>Repeats it: "the service <b>too</b>".</summary>
    Likewise = 1UL << 11,

    /// <summary>Denies for both of two things: "<b>neither</b> the screen nor the speakers".</summary>
    Neither = 1UL << 12,

    /// <summary>Stands between the two.</summary>
    Nor = 1UL << 13,

    /// <summary>Blames beside a comparative: "<b>could be</b> better".</summary>
    Wish = 1UL << 14,

    /// <summary>The same where a <see cref="WishEnd"/> closes it: "<b>hätten</b> größer sein können".</summary>
    WishHad = 1UL << 15,
    WishEnd = 1UL << 16,
    Comparative = 1UL << 17,

    /// <summary>Makes a comparative of the word behind it: "<b>plus</b> claire".</summary>
    More = 1UL << 18,

    /// <summary>A thing wherever it stands behind a quantity or in a phrase that judges, although it judges by itself: "noise".</summary>
    Thing = 1UL << 19,

    /// <summary>A thing that judges nothing: "support".</summary>
    PlainThing = 1UL << 20,

    /// <summary>No thing, whatever it looks like.</summary>
    NoThing = 1UL << 21,

    /// <summary>Says that a thing is there and nothing else: "the room <b>has</b> too few sockets".</summary>
    Having = 1UL << 22,

    /// <summary>Counts before a <see cref="Thing"/> only, for elsewhere it is a degree: "<b>troppo</b> rumore" against "troppo lento".</summary>
    OfThingsOnly = 1UL << 23,

    /// <summary>No judgement behind an article or a preposition: "un <b>peu de</b> vent", "a <b>poca</b> distancia".</summary>
    Few = 1UL << 24,

    /// <summary>Set on the first word of a thing that an exception names, and found in no file.</summary>
    SetApart = 1UL << 25,

    /// <summary>Set on all but the first word of what judges by these rules, and found in no file.</summary>
    Inside = 1UL << 26,

    /// <summary>Blames with the quality behind it: "<b>too</b> close".</summary>
    Too = 1UL << 27,

    /// <summary>Judges together with a word farther on, parted from it by ~ in the file: "die App <b>stürzt</b> oft <b>ab</b>".</summary>
    StartsSplit = 1UL << 28,

    /// <summary>A verdict only behind "is" or where it is all that is said of its thing: "the soup was <b>cold</b>", "soup: <b>cold</b>".</summary>
    Predicate = 1UL << 29,

    /// <summary>Blames what is waited for, with a <see cref="Unit"/>: "we <b>waited</b> an hour for the soup".</summary>
    Wait = 1UL << 30,

    /// <summary>Blames what needs so long, with a <see cref="Unit"/>: "the parcel <b>took</b> a month".</summary>
    Take = 1UL << 31,

    /// <summary>A measure of time.</summary>
    Unit = 1UL << 32,

    /// <summary>A measure of time that is long for whatever takes it: "weeks".</summary>
    LongUnit = 1UL << 33,

    /// <summary>Stands before what is waited for: "waited an hour <b>for</b> the soup".</summary>
    WaitedFor = 1UL << 34,

    /// <summary>Makes a time short: "<b>only</b> five minutes".</summary>
    Only = 1UL << 35,

    /// <summary>What people do for those they serve, so that leaving it undone is blame: "nobody <b>offered</b> us the wine list".</summary>
    Served = 1UL << 36,

    /// <summary>What has been asked for is done: "<b>settled</b> within two days", "<b>arrived</b> after a month".</summary>
    Done = 1UL << 37,

    /// <summary>Praises with a short time and something done: "<b>within</b> two days".</summary>
    Within = 1UL << 38,

    /// <summary>Blames with a long time and something done: "<b>after</b> three weeks".</summary>
    After = 1UL << 39,

    /// <summary>Asks: "less salt, <b>please</b>".</summary>
    Please = 1UL << 40,

    /// <summary>Asks for more of the thing behind it, with <see cref="Please"/> or in a clause without a verb: "<b>more</b> benches, please".</summary>
    AskMore = 1UL << 41,

    /// <summary>Asks for less of it.</summary>
    AskLess = 1UL << 42,

    /// <summary>Praises the thing behind it in a cry: "<b>what a</b> view!"</summary>
    Cry = 1UL << 43,

    /// <summary>Names guilt, which is no thing: "it was not the <b>fault</b> of the driver".</summary>
    Fault = 1UL << 44,

    /// <summary>Praise where something is set apart from it: "<b>everything</b> except the showers".</summary>
    All = 1UL << 45,

    /// <summary>Before a colon: what follows is praised: "<b>pros</b>: the pool".</summary>
    Pro = 1UL << 46,

    /// <summary>Before a colon: what follows is blamed.</summary>
    Con = 1UL << 47,

    /// <summary>Says that those who write act themselves: "<b>I</b> did not answer".</summary>
    Own = 1UL << 49,

    /// <summary>A verdict on who does it, wherever else things stand: "the waiter <b>forgot</b> our drinks"; none where those who write did it.</summary>
    Agent = 1UL << 50,

    /// <summary>Judges by the lexicon as well, and found in no file.</summary>
    Known = 1UL << 54,

    /// <summary>Judges nothing of another clause, and found in no file.</summary>
    Beside = 1UL << 55,

    /// <summary>Before what did not matter: "friendly <b>despite</b> the delay".</summary>
    Despite = 1UL << 51,

    /// <summary>Blames the thing behind it with a comparative: "the gym <b>needs</b> newer machines".</summary>
    Need = 1UL << 52,

    /// <summary>Blames where it is found: "there was <b>hair</b> in the shower".</summary>
    Dirt = 1UL << 53,

    /// <summary>A plus opens a list, and found in no file: "+ location, - noise".</summary>
    Plus = 1UL << 48,

    /// <summary>A colon or a question mark occurs, and found in no file.</summary>
    Topic = 1UL << 56,

    /// <summary>An exclamation mark occurs, and found in no file.</summary>
    Shout = 1UL << 57,
}
