using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Opinions;

/// <summary>
/// A reading gone over once more for opinions alone: verdicts that only they know, things behind quantities, and the turns by which a clause
/// judges without a judging word. Sentiment and key phrases have to be done with the reading, for its valences change.
/// </summary>
internal sealed partial class OpinionReading
{
    /// <summary>As much blame or praise as the turns say: between "slow" and "bad".</summary>
    private const float OfTurns = 1.5f;
    private const float Denied = -0.75f;

    /// <summary>From this valence on "too" is a manner of praise: "too good to be true", "trop bien".</summary>
    private const float Praised = 1.5f;

    private const int FarthestWish = 4;
    private const int FarthestWishEnd = 2;
    private const int FarthestThing = 4;
    private const int FarthestSubject = 5;
    private const int FarthestNegator = 4;

    private const WordRole Degrees = WordRole.Booster | WordRole.Dampener | WordRole.Adverb;
    private const WordRole Bare = WordRole.Function | WordRole.Contrast | WordRole.Concession | WordRole.Negator | Degrees;

    private OpinionMark[] _marks = new OpinionMark[64];
    private bool _hasQuantities;

    /// <summary>What may be judged, in the order of the text.</summary>
    public List<NounPhrase> Things { get; } = [];

    public Span<OpinionMark> Marks => _marks;

    /// <summary>Reads the text for opinions.</summary>
    /// <param name="drafts">Gets what the turns judge; their first words are then covered, so that they are not asked again.</param>
    public void Read(TokenBuffer buffer, Reading reading, LanguagePack pack, List<NounPhrase> phrases, List<OpinionDraft> drafts)
    {
        Span<Token> tokens = buffer.Tokens;
        Span<WordSense> senses = reading.Senses;
        if (_marks.Length < tokens.Length)
        {
            _marks = new OpinionMark[Math.Max(tokens.Length, _marks.Length * 2)];
        }

        OpinionUse uses = pack.Opinions.Mark(tokens, _marks.AsSpan(0, tokens.Length));
        bool Has(OpinionUse wanted) => (uses & wanted) != 0;
        _hasQuantities = Has(OpinionUse.Lack | OpinionUse.Excess);
        if (Has(OpinionUse.Verdict | OpinionUse.PlainThing))
        {
            SettleVerdicts(tokens, senses, pack);
        }

        if (Has(OpinionUse.Served))
        {
            SettleServices(senses);
        }

        if (Has(OpinionUse.Unit) && Has(OpinionUse.Done))
        {
            SettleSpeeds(senses);
        }

        if (Has(OpinionUse.Wish | OpinionUse.WishHad))
        {
            SettleWishes(buffer, senses, pack);
        }

        if (Has(OpinionUse.Too))
        {
            SettleTooMuch(buffer, senses, pack);
        }

        FindNouns(tokens, senses, pack, phrases);
        if (Has(OpinionUse.Thing | OpinionUse.PlainThing))
        {
            FindThings(tokens, senses, pack);
        }

        if (Has(OpinionUse.Neither))
        {
            SettleNeither(senses);
        }

        if (Has(OpinionUse.Topic))
        {
            FindTopics(tokens, senses);
        }

        if (Has(OpinionUse.Fault))
        {
            SettleFaults(senses, pack);
        }

        if (Has(OpinionUse.Despite))
        {
            SettleDespites(senses);
        }

        if (Has(Asks))
        {
            for (int i = 0; i < reading.Sentences.Count; i++)
            {
                SettleRequests(tokens, senses, pack, reading.Sentences[i]);
            }
        }

        // Things first: each one that is added moves those behind it.
        bool hasLists = Has(OpinionUse.Plus) || (Has(OpinionUse.Topic) && Has(OpinionUse.Pro | OpinionUse.Con));
        bool hasCries = Has(OpinionUse.Cry) && Has(OpinionUse.Shout);
        if (hasLists)
        {
            SettleLists(tokens, senses, null);
        }

        if (hasCries)
        {
            SettleCries(tokens, senses, null);
        }

        if (_hasQuantities)
        {
            SettleQuantities(tokens, senses, pack, drafts);
        }

        if (hasLists)
        {
            SettleLists(tokens, senses, drafts);
        }

        if (hasCries)
        {
            SettleCries(tokens, senses, drafts);
        }

        if (Has(OpinionUse.Unit) && Has(OpinionUse.Wait | OpinionUse.Take))
        {
            SettleWaits(senses, drafts);
        }

        if (Has(OpinionUse.Need) && Has(OpinionUse.Comparative | OpinionUse.More))
        {
            SettleNeeds(senses, drafts);
        }

        if (Has(OpinionUse.Dirt) && Has(OpinionUse.Having))
        {
            SettleDirt(senses, drafts);
        }

        bool hasExceptions = Has(OpinionUse.Except | OpinionUse.Around);
        bool hasEllipses = Has(OpinionUse.Less | OpinionUse.Likewise);
        for (int i = 0; i < reading.Sentences.Count && (hasExceptions || hasEllipses); i++)
        {
            SettleExceptions(senses, reading.Sentences[i], drafts);
            SettleEllipses(tokens, senses, pack, reading.Sentences[i], drafts);
        }
    }
}

/// <summary>That one thing is judged by one word or phrase, by their places among the things and the tokens.</summary>
// A class, as the candidates of key phrases: lists of classes come compiled with the runtime, and the first answer need not wait for theirs.
internal sealed record OpinionDraft(int Thing, int Judge);
