using CxFunnel.Pipeline.RootCauses.Discover;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class ClauseSampleTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void Take_OfNoMoreThanFit_IsAll()
    {
        CauseText[] all = Clauses(100);

        Assert.Equal(Keys(all).Order(StringComparer.Ordinal), Keys(Of(100, all).Take()));
    }

    [Fact]
    public void Take_OfMoreThanFit_HasTheNewestHalfAndTheSameLotOfTheOthersInAnyOrder()
    {
        CauseText[] all = Clauses(2_000);
        CauseText[] shuffled = [.. all];
        new Random(3).Shuffle(shuffled);

        ClauseSample sample = Of(101, all);

        Assert.Equal((101, 2_000L), (sample.Taken, sample.Offered));
        Assert.Equal(Keys(sample.Take()), Keys(Of(101, shuffled).Take()));
        string[] newest = [.. Keys(all.OrderByDescending(c => c.Day).ThenBy(c => c.Key, StringComparer.Ordinal).Take(51))];
        Assert.Empty(newest.Except(Keys(sample.Take())));
        CauseText[] older = [.. sample.Take().Where(c => !newest.Contains(c.Key))];
        Assert.Equal(50, older.Length);
        // Drawn from all days before, not from the end of them.
        Assert.InRange(older.Average(c => c.Day.DayNumber - First.DayNumber), 60, 140);
    }

    [Fact]
    public void Take_AfterATenthMore_KeepsNearlyAllOfTheOlderOnes()
    {
        CauseText[] all = Clauses(2_200);
        HashSet<string> before = [.. Keys(Of(200, all[..2_000]).Take())];

        int kept = Keys(Of(200, all).Take()).Count(before.Contains);

        // The newest hundred are others now; of the sample before them a tenth or so gave way.
        Assert.InRange(kept, 75, 100);
    }

    private static ClauseSample Of(int most, IEnumerable<CauseText> clauses)
    {
        ClauseSample sample = new(most);
        foreach (CauseText clause in clauses)
        {
            sample.Add(clause);
        }

        return sample;
    }

    /// <summary>Ten a day.</summary>
    private static CauseText[] Clauses(int count)
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, count).Select(i => new CauseText($"{random.NextInt64():x16}{random.NextInt64():x16}/0/0", "It squeaks.", "en", null, First.AddDays(i / 10), null, 0))];
    }

    private static IEnumerable<string> Keys(IEnumerable<CauseText> clauses) => clauses.Select(c => c.Key);
}
