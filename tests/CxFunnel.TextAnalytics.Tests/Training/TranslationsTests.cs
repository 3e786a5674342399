using CxFunnel.TextAnalytics.Training.Causes;

namespace CxFunnel.TextAnalytics.Tests.Training;

public sealed class TranslationsTests
{
    private const uint Room = 1;
    private const uint Small = 2;
    private const uint Staff = 3;
    private const uint Zimmer = 11;
    private const uint Klein = 12;
    private const uint Personal = 13;

    [Fact]
    public void Find_WordsThatShareSentences_AreToldApartByTheOthers()
    {
        Translations pairs = new();
        for (int i = 0; i < 4; i++)
        {
            pairs.Add([Room, Small], [Zimmer, Klein]);
            pairs.Add([Room], [Zimmer]);
            pairs.Add([Staff], [Personal]);
        }

        IReadOnlyDictionary<uint, (uint English, double Chance)[]> found = pairs.Find();

        Assert.Equal([Room, Small, Staff], [found[Zimmer][0].English, found[Klein][0].English, found[Personal][0].English]);
        Assert.All(found.Values, of => Assert.InRange(of[0].Chance, 0.7, 1));
    }

    [Fact]
    public void Find_WordOfTooFewSentences_HasNoTranslation()
    {
        Translations pairs = new();
        pairs.Add([Staff], [Personal]);

        Assert.Empty(pairs.Find());
    }

    [Fact]
    public void Add_SentenceMissingOnOneSide_PairsTheOthers()
    {
        Translations pairs = new();
        (string, uint[])[] english = [("a", [Room]), ("b", [Small]), ("c", [Staff])];
        (string, uint[])[] german = [("a", [Zimmer]), ("c", [Personal])];
        for (int i = 0; i < 3; i++)
        {
            pairs.Add(english, german);
        }

        IReadOnlyDictionary<uint, (uint English, double Chance)[]> found = pairs.Find();

        Assert.Equal(Room, Assert.Single(found[Zimmer]).English);
        Assert.Equal(Staff, Assert.Single(found[Personal]).English);
    }
}
