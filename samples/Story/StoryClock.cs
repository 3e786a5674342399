namespace CxFunnel.Samples.Story;

/// <summary>Draws the instant of a feedback: its day by the story, its hour by how people live.</summary>
internal sealed class StoryClock
{
    // UTC hours 0 to 23.
    private static readonly double[] HourWeights =
        [1, 0.5, 0.3, 0.3, 0.6, 1.5, 4, 7, 9, 9, 8, 8, 8, 7, 6, 6, 7, 9, 11, 12, 10, 6, 3, 1.5];

    private readonly Chance _chance;
    private readonly double[] _dayWeights;

    public StoryClock(Chance chance, Func<DateOnly, double> dayWeight)
    {
        _chance = chance;
        _dayWeights = [.. Enumerable.Range(0, StoryCalendar.DayCount).Select(day => dayWeight(StoryCalendar.FirstDay.AddDays(day)))];
    }

    /// <summary>So many instants in rising order, whole seconds, UTC.</summary>
    public IReadOnlyList<DateTimeOffset> Draw(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Draw()).Order()];

    private DateTimeOffset Draw()
    {
        DateOnly day = StoryCalendar.FirstDay.AddDays(_chance.PickIndex(_dayWeights));
        var time = new TimeOnly(_chance.PickIndex(HourWeights), _chance.Below(60), _chance.Below(60));
        return new DateTimeOffset(day, time, TimeSpan.Zero);
    }
}
