using System.Globalization;
using Microsoft.Azure.Functions.Worker.Embedded;
using NCrontab;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer;

/// <summary>When a timer is due, in UTC: an NCRONTAB expression of six or five fields, or a constant interval.</summary>
internal abstract class TimerSchedule
{
    private const int FieldsWithSeconds = 6;

    private static readonly TimeSpan LeastMonitoredInterval = TimeSpan.FromMinutes(1);

    /// <summary>Whether it is never due twice within a minute; as on Azure, only then is its state kept.</summary>
    public bool CanBeMonitored(DateTime now)
    {
        DateTime next = now;
        // Ten steps see through expressions whose gaps differ, such as "0,30 0 * * * *".
        for (int step = 0; step < 10; step++)
        {
            DateTime after = Next(next);
            if (step > 0 && after - next < LeastMonitoredInterval)
            {
                return false;
            }

            next = after;
        }

        return true;
    }

    /// <summary>The first time after <paramref name="now"/>, not at it.</summary>
    public abstract DateTime Next(DateTime now);

    /// <exception cref="FunctionSetupException">Neither an expression nor an interval above zero.</exception>
    public static TimerSchedule Parse(string text, string function)
    {
        // An expression of one field cannot exist, so what reads as a time span is one.
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval))
        {
            return interval > TimeSpan.Zero
                ? new Constant(interval)
                : throw new FunctionSetupException($"The schedule '{text}' of '{function}' is not above zero.");
        }

        int fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        CrontabSchedule? schedule = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == FieldsWithSeconds });
        return schedule is null
            ? throw new FunctionSetupException($"The schedule '{text}' of '{function}' is neither an NCRONTAB expression of six fields nor a time span.")
            : new Cron(schedule);
    }

    private sealed class Constant(TimeSpan interval) : TimerSchedule
    {
        public override DateTime Next(DateTime now) => now + interval;
    }

    private sealed class Cron(CrontabSchedule schedule) : TimerSchedule
    {
        public override DateTime Next(DateTime now) => DateTime.SpecifyKind(schedule.GetNextOccurrence(now), DateTimeKind.Utc);
    }
}
