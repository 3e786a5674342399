namespace CxFunnel.Samples.Tests;

public sealed class SampleTruthTests
{
    private static readonly SampleTruth Truth = Samples.Set.Truth;

    [Fact]
    public void Truth_BodiesReadByAnotherParser_SameCounts()
    {
        ReadSamples read = Samples.Read;

        Assert.Equal(read.Counted.Count, Truth.Items);
        Assert.Equal(read.PartialsOnly, Truth.PartialsOnly);
        Assert.Equal(read.Duplicates, Truth.Duplicates);
        Assert.Equal(read.Corrections, Truth.Corrections);
        Assert.Equal(read.Stale, Truth.StaleRevisions);
        Assert.Equal(read.Exports, Truth.Exports);
    }

    [Fact]
    public void Truth_BodiesReadByAnotherParser_SameDaysAndSources()
    {
        Assert.Equal(90, Truth.ItemsByDay.Count);
        Assert.Equal(Samples.Read.Counted.CountBy(feedback => feedback.Day).OrderBy(day => day.Key), Truth.ItemsByDay.OrderBy(day => day.Key));
        Assert.Equal(
            Samples.Read.Counted.CountBy(feedback => feedback.Source).OrderBy(source => source.Key, StringComparer.Ordinal),
            Truth.ItemsBySource.OrderBy(source => source.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Truth_BodiesReadByAnotherParser_SameNps()
    {
        Assert.Equal(Nps(Samples.Read.Counted), Truth.Nps);
        Assert.Equal(ByWeek(Samples.Read.Counted), Truth.NpsByWeek);
        Assert.Equal(ByWeek(Samples.Read.Counted.Where(feedback => feedback.Touchpoint == "delivery")), Truth.DeliveryNpsByWeek);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(77)]
    public void Truth_OtherSeed_StillAgreesWithTheBodies(int seed)
    {
        SampleSet set = SampleCompany.Generate(seed);
        ReadSamples read = SampleReader.Read(set);

        Assert.Equal(read.Counted.Count, set.Truth.Items);
        Assert.Equal(read.Duplicates, set.Truth.Duplicates);
        Assert.Equal(read.Corrections, set.Truth.Corrections);
        Assert.Equal(read.Stale, set.Truth.StaleRevisions);
        Assert.Equal(read.Exports, set.Truth.Exports);
        Assert.Equal(Nps(read.Counted), set.Truth.Nps);
    }

    [Fact]
    public void Truth_DefaultSeed_EveryOddityOccurs()
    {
        Assert.InRange(Truth.Items, 5900, 6100);
        Assert.True(Truth.Duplicates is { Webhooks: > 0, PartialsAfterCompletion: > 0, FeedbackItems: > 0, ExportRows: > 0 });
        Assert.True(Truth is { PartialsOnly: > 0, Corrections: > 0, StaleRevisions: > 0, Rejected: > 0 });
    }

    private static NpsTruth Nps(IEnumerable<ReadFeedback> feedback)
    {
        int promoters = 0, passives = 0, detractors = 0;
        foreach (int score in feedback.Select(item => item.Nps).OfType<int>())
        {
            _ = score switch { >= 9 => promoters++, >= 7 => passives++, _ => detractors++ };
        }

        return new NpsTruth(promoters, passives, detractors);
    }

    private static Dictionary<DateOnly, NpsTruth> ByWeek(IEnumerable<ReadFeedback> feedback) => feedback
        .Where(item => item.Nps is not null)
        .GroupBy(item => item.Day.AddDays(-(((int)item.Day.DayOfWeek + 6) % 7)))
        .ToDictionary(week => week.Key, Nps);
}
