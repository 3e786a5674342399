using System.Runtime.Intrinsics;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Sentiment;

/// <summary>In which shares the kinds' weights read a text. What is known of a text picks one of a few blends.</summary>
/// <remarks>
/// Nobody's texts are quite those of a corpus, and weights that know one kind only go too far with a source that they never saw. The shares
/// are round numbers that did better than the pure kinds on sources left out, on development rows and on invented posts alike
/// (docs/model-card.md); a gate that learned the shares from the text did not better them.
/// </remarks>
internal sealed class KindBlend
{
    /// <summary>Nothing is known and nothing tells: twice as much any text as each of the kinds that people write.</summary>
    public static readonly KindBlend Unknown = new(0, any: 0.4f, social: 0.2f, review: 0.2f, comment: 0.2f);

    /// <summary>Posts on social networks, comments below them among them.</summary>
    public static readonly KindBlend Social = new(1, any: 0.2f, social: 0.7f, comment: 0.1f);

    public static readonly KindBlend Review = new(2, any: 0.25f, review: 0.75f);

    /// <summary>
    /// There are no labelled survey answers or tickets to train on under a free licence but invented ones. Survey answers are read as reviews are: of 2,327 invented
    /// ones that the weights were trained without one to two in a hundred more are right so than half as reviews and half as any text; tickets as any text.
    /// </summary>
    public static readonly KindBlend Survey = new(3, any: 0.25f, review: 0.75f);

    public static readonly KindBlend Ticket = new(4, any: 1);

    /// <summary>Every blend at its <see cref="Index"/>.</summary>
    public static readonly KindBlend[] All = [Unknown, Social, Review, Survey, Ticket];

    /// <summary>Their names for people, in the same order.</summary>
    public static readonly string[] Names = ["unknown", "social", "review", "survey", "ticket"];

    /// <summary>Shares are whole parts of so many, so that bytes can be blended without floats.</summary>
    public const int Whole = 20;

    private readonly (int Kind, float Share)[] _shares;

    private KindBlend(int index, float any = 0, float social = 0, float review = 0, float comment = 0)
    {
        Index = index;
        (int Kind, float Share)[] shares = [(SentimentKinds.Any, any), (SentimentKinds.Social, social), (SentimentKinds.Review, review), (SentimentKinds.Comment, comment)];
        _shares = Array.FindAll(shares, static share => share.Share > 0);
        Parts = Vector128.Create(PartOf(any), PartOf(any), PartOf(social), PartOf(social), PartOf(review), PartOf(review), PartOf(comment), PartOf(comment));
    }

    /// <summary>Where the blend stands in <see cref="All"/>, and its calibration in a model.</summary>
    public int Index { get; }

    /// <summary>The kinds with a share; the shares add up to 1.</summary>
    public ReadOnlySpan<(int Kind, float Share)> Shares => _shares;

    /// <summary>The shares of any, social, review and comment in parts of <see cref="Whole"/>, each twice: for praise and for blame.</summary>
    public Vector128<short> Parts { get; }

    /// <summary>
    /// A text of unknown kind that calls somebody by a handle, or carries a hashtag or a link, is a post: hardly any review or comment does,
    /// and six to nine tweets in ten.
    /// </summary>
    public static KindBlend Of(TextKind kind, ReadOnlySpan<Token> tokens) => kind switch
    {
        TextKind.Mention => Social,
        TextKind.Review => Review,
        TextKind.Survey => Survey,
        TextKind.Ticket => Ticket,
        _ => LooksLikeAPost(tokens) ? Social : Unknown,
    };

    private static short PartOf(float share) => (short)MathF.Round(share * Whole);

    private static bool LooksLikeAPost(ReadOnlySpan<Token> tokens)
    {
        foreach (ref readonly Token token in tokens)
        {
            if (token.Kind is TokenKind.Mention or TokenKind.Hashtag or TokenKind.Url)
            {
                return true;
            }
        }

        return false;
    }
}
