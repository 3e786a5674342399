using MathNet.Numerics;

namespace CxFunnel.Pipeline.RootCauses.Emerging;

/// <summary>
/// What a cause's own past lets expect, day by day: a discounted Gamma-Poisson level per feedback (Harvey and Fernandes, J Business
/// and Economic Statistics 1989) with a damped trend, a weekday pattern and overdispersion. It counts mentions per feedback, so that
/// a large import or a quiet Sunday is no news by itself. Deterministic; learning and asking are apart.
/// </summary>
internal sealed class ExpectedMentions
{
    /// <summary>What a day counts for a day later: a memory of about 33 days for the level, 10 for the trend, 100 for the weekdays.</summary>
    private const double LevelDiscount = 0.97;
    private const double TrendDiscount = 0.9;
    private const double WeekdayDiscount = 0.99;

    /// <summary>Half a mention in the past of a cause that was never named: what is new is rare, not impossible (Jeffreys' prior).</summary>
    private const double PriorMentions = 0.5;

    /// <summary>Mentions' worth of belief in "no trend" and "all weekdays alike"; sparse causes keep to it.</summary>
    private const double TrendBelief = 6;
    private const double WeekdayBelief = 10;

    /// <summary>A trend is followed to where the last ten days were, about half way to tomorrow: trends end, and one that does not is news.</summary>
    private const double MostGrowth = 2;

    /// <summary>A mention beyond this many standard deviations does not teach the level: a burst is to stand out, not to become the norm.</summary>
    private const double MostSurprise = 2.5;

    /// <summary>The same for what is learned about the spread, which the level's bound would make look smaller than it is.</summary>
    private const double MostSpread = 4;

    private readonly double[] _weekdayMentions = new double[7];
    private readonly double[] _weekdayExpected = new double[7];
    private double _mentions;
    private double _feedback;
    private double _lateMentions;
    private double _lateFeedback;
    private double _excess;
    private double _excessWeight;

    /// <summary>What a run of days lets expect, as the mean and size of a negative binomial distribution.</summary>
    /// <param name="Size">Infinite for none but Poisson spread; the variance is mean + mean² / size.</param>
    public readonly record struct Forecast(double Mean, double Size)
    {
        public double Variance => Mean + (Mean * Mean / Size);

        /// <summary>The probability of so many or more.</summary>
        public double ChanceOf(long atLeast)
        {
            if (atLeast <= 0)
            {
                return 1;
            }

            // P(Y >= y) of a negative binomial is the incomplete beta function at mean / (mean + size).
            return SpecialFunctions.BetaRegularized(atLeast, Size, Mean / (Mean + Size));
        }
    }

    /// <summary>Expects for days to come, the next one first.</summary>
    /// <param name="feedback">Feedback on each of them.</param>
    /// <param name="weekday">Of the first of them.</param>
    public Forecast Expect(ReadOnlySpan<double> feedback, DayOfWeek weekday)
    {
        double rate = Rate();
        double mean = 0;
        for (int i = 0; i < feedback.Length; i++)
        {
            mean += feedback[i] * rate * Weekday((DayOfWeek)(((int)weekday + i) % 7));
        }

        // The level is known as well as the mentions that it rests on; beyond that, days differ as they did before.
        double spread = (1 / (_mentions + PriorMentions)) + Overdispersion();
        return new Forecast(Math.Max(mean, 1e-9), 1 / spread);
    }

    /// <summary>Takes a day in.</summary>
    public void Learn(long mentions, double feedback, DayOfWeek weekday)
    {
        double learned = mentions;
        if (feedback > 0 && _feedback > 0)
        {
            Forecast expected = Expect([feedback], weekday);
            double deviation = Math.Sqrt(expected.Variance);
            learned = Math.Min(mentions, Math.Ceiling(expected.Mean + (MostSurprise * deviation)));
            double parameter = expected.Mean * expected.Mean / (_mentions + PriorMentions);
            double off = Math.Min(mentions - expected.Mean, MostSpread * Math.Max(1, deviation));
            _excess = (WeekdayDiscount * _excess) + (off * off) - expected.Mean - parameter;
            _excessWeight = (WeekdayDiscount * _excessWeight) + (expected.Mean * expected.Mean);

            double even = feedback * (_mentions + PriorMentions) / (_feedback + PriorMentions);
            _weekdayMentions[(int)weekday] = (Math.Pow(WeekdayDiscount, 7) * _weekdayMentions[(int)weekday]) + learned;
            _weekdayExpected[(int)weekday] = (Math.Pow(WeekdayDiscount, 7) * _weekdayExpected[(int)weekday]) + even;
        }

        _mentions = (LevelDiscount * _mentions) + learned;
        _feedback = (LevelDiscount * _feedback) + feedback;
        _lateMentions = (TrendDiscount * _lateMentions) + learned;
        _lateFeedback = (TrendDiscount * _lateFeedback) + feedback;
    }

    private double Rate()
    {
        double level = (_mentions + PriorMentions) / Math.Max(_feedback, 1);
        double late = (_lateMentions + TrendBelief) / (_lateFeedback + (TrendBelief / level));
        return level * Math.Clamp(late / level, 1 / MostGrowth, MostGrowth);
    }

    private double Weekday(DayOfWeek weekday) =>
        (_weekdayMentions[(int)weekday] + WeekdayBelief) / (_weekdayExpected[(int)weekday] + WeekdayBelief);

    private double Overdispersion() => _excessWeight > 0 ? Math.Max(0, _excess / _excessWeight) : 0;
}
