namespace CxFunnel.Samples.Story;

/// <summary>The numbers that a customer of a given contentment ticks.</summary>
internal static class Scores
{
    private static readonly double[] DetractorWeights = [0.10, 0.07, 0.10, 0.14, 0.16, 0.20, 0.23];

    public static int Nps(Chance chance, Contentment contentment) => contentment switch
    {
        Contentment.Promoter => chance.Happens(0.55) ? 10 : 9,
        Contentment.Passive => chance.Happens(0.6) ? 8 : 7,
        _ => chance.PickIndex(DetractorWeights),
    };

    /// <summary>1 to 5; also used for stars.</summary>
    public static int OutOfFive(Chance chance, Contentment contentment) => contentment switch
    {
        Contentment.Promoter => chance.Happens(0.7) ? 5 : 4,
        Contentment.Passive => chance.Happens(0.55) ? 4 : 3,
        _ => 1 + chance.PickIndex([0.4, 0.38, 0.22]),
    };

    /// <summary>1 to 7, 7 is easiest.</summary>
    public static int Ease(Chance chance, Contentment contentment) => contentment switch
    {
        Contentment.Promoter => chance.Between(6, 7),
        Contentment.Passive => chance.Between(4, 6),
        _ => chance.Between(1, 4),
    };
}
