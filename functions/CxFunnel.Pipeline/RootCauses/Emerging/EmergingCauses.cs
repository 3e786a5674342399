namespace CxFunnel.Pipeline.RootCauses.Emerging;

/// <summary>
/// Finds the causes that are named more often than their own past explains. Each is judged on every day, by that day and by the
/// week that ends with it; of all causes judged on a day those are reported whose chances pass the step-up procedure of Benjamini and
/// Hochberg (J Royal Statistical Society B 1995), which bounds the false ones among them.
/// </summary>
public static class EmergingCauses
{
    private const int Week = 7;

    /// <summary>A cause is judged twice a day; taking the better of two chances, doubled, pays for that (Bonferroni).</summary>
    private const int Looks = 2;

    /// <summary>Keeps the strength of what was never named before finite.</summary>
    private const double LeastExpected = 1e-3;

    /// <param name="first">The day of the first number.</param>
    /// <param name="feedback">All feedback of each day.</param>
    /// <param name="series">Every cause that is watched, also those that are never named: they count in the false-discovery rate.</param>
    /// <returns>Those that are emerging on the last day, the strongest evidence first.</returns>
    public static IReadOnlyList<EmergingCause> Find(
        DateOnly first, IReadOnlyList<long> feedback, IReadOnlyList<CauseSeries> series, EmergingOptions options)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        Judgement[][] judgements = [.. series.Select(s => Judge(first, feedback, s, options))];
        bool[][] alarms = [.. series.Select(_ => new bool[feedback.Count])];
        for (int day = 0; day < feedback.Count; day++)
        {
            double threshold = Threshold([.. judgements.Select(j => j[day].Chance)], options.FalseDiscoveryRate);
            for (int cause = 0; cause < series.Count; cause++)
            {
                alarms[cause][day] = judgements[cause][day].Chance <= threshold && judgements[cause][day].Mentions >= options.FewestMentions;
            }
        }

        return [.. series.Select((s, i) => Emerging(first, s, judgements[i], alarms[i], options))
            .OfType<EmergingCause>()
            .OrderBy(e => e.Chance).ThenBy(e => e.RootCauseId, StringComparer.Ordinal)];
    }

    /// <summary>The largest chance that is reported; below 0 when none is.</summary>
    internal static double Threshold(double[] chances, double rate)
    {
        Array.Sort(chances);
        for (int rank = chances.Length; rank > 0; rank--)
        {
            if (chances[rank - 1] <= rate * rank / chances.Length)
            {
                return chances[rank - 1];
            }
        }

        return -1;
    }

    private static Judgement[] Judge(DateOnly first, IReadOnlyList<long> feedback, CauseSeries series, EmergingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(series.Mentions.Count, feedback.Count, nameof(series));
        Judgement[] judgements = new Judgement[feedback.Count];
        ExpectedMentions today = new();
        // The same past, a week earlier: what it expects of the week is not touched by the week itself.
        ExpectedMentions weekAgo = new();
        Span<double> week = stackalloc double[Week];
        int daysWithFeedback = 0;
        for (int day = 0; day < feedback.Count; day++)
        {
            DayOfWeek weekday = first.AddDays(day).DayOfWeek;
            int start = day - Week + 1;
            Judgement judgement = Judgement.None;
            if (feedback[day] > 0 && daysWithFeedback >= options.DaysOfHistory)
            {
                ExpectedMentions.Forecast expected = today.Expect([feedback[day]], weekday);
                judgement = new Judgement(expected.ChanceOf(series.Mentions[day]) * Looks, day, series.Mentions[day], expected.Mean);
                // A week that was over yesterday is not news today.
                if (daysWithFeedback >= options.DaysOfHistory + Week && series.Mentions[day] > expected.Mean)
                {
                    long mentions = 0;
                    for (int i = 0; i < Week; i++)
                    {
                        week[i] = feedback[start + i];
                        mentions += series.Mentions[start + i];
                    }

                    ExpectedMentions.Forecast expectedWeek = weekAgo.Expect(week, first.AddDays(start).DayOfWeek);
                    double chance = expectedWeek.ChanceOf(mentions) * Looks;
                    if (chance < judgement.Chance)
                    {
                        judgement = new Judgement(chance, start, mentions, expectedWeek.Mean);
                    }
                }
            }

            judgements[day] = judgement with { Chance = Math.Min(1, judgement.Chance), DayExpected = today.Expect([feedback[day]], weekday).Mean };
            today.Learn(series.Mentions[day], feedback[day], weekday);
            if (start >= 0)
            {
                weekAgo.Learn(series.Mentions[start], feedback[start], first.AddDays(start).DayOfWeek);
            }

            daysWithFeedback += feedback[day] > 0 ? 1 : 0;
        }

        return judgements;
    }

    /// <summary>The rise that lasts until the last day, from its first alarm; null when there is none.</summary>
    private static EmergingCause? Emerging(DateOnly first, CauseSeries series, Judgement[] judgements, bool[] alarms, EmergingOptions options)
    {
        int latest = Array.FindLastIndex(alarms, a => a);
        if (latest < 0 || latest < alarms.Length - options.DaysOfMemory)
        {
            return null;
        }

        int begin = latest;
        for (int day = latest; day >= 0 && begin - day <= options.DaysOfMemory; day--)
        {
            begin = alarms[day] ? day : begin;
        }

        int since = Beginning(series, judgements, begin);
        long mentions = 0;
        double expected = 0;
        for (int day = since; day < alarms.Length; day++)
        {
            mentions += series.Mentions[day];
            expected += judgements[day].DayExpected;
        }

        double chance = Enumerable.Range(begin, latest - begin + 1).Where(d => alarms[d]).Min(d => judgements[d].Chance);
        return new EmergingCause(series.RootCauseId, first.AddDays(since), first.AddDays(latest), mentions, Math.Max(expected, LeastExpected), chance);
    }

    /// <summary>Where in the days that stand out the rise most likely began: the largest likelihood ratio against "as ever" (Kulldorff's scan).</summary>
    private static int Beginning(CauseSeries series, Judgement[] judgements, int begin)
    {
        int since = begin;
        double best = double.NegativeInfinity;
        double mentions = 0;
        double expected = 0;
        for (int day = begin; day >= judgements[begin].Start; day--)
        {
            mentions += series.Mentions[day];
            expected += Math.Max(judgements[day].DayExpected, LeastExpected);
            double ratio = mentions > expected ? (mentions * Math.Log(mentions / expected)) - (mentions - expected) : 0;
            if (ratio > best)
            {
                (since, best) = (day, ratio);
            }
        }

        return since;
    }

    /// <summary>How a cause looks on a day.</summary>
    /// <param name="Chance">Of so many mentions or more.</param>
    /// <param name="Start">First day of what stands out: the day itself, or the first of its week.</param>
    /// <param name="Expected">For the days from there on.</param>
    private readonly record struct Judgement(double Chance, int Start, long Mentions, double Expected)
    {
        public static Judgement None => new(1, 0, 0, 0);

        public double DayExpected { get; init; }
    }
}
