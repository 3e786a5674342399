using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Extensions.Timer;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule, one run at a time.</summary>
[TriggerHost(typeof(TimerTriggerHost))]
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>Six NCRONTAB fields, seconds first, or five without them, or a time span; may hold settings as <c>%Name%</c>.</summary>
    public string Schedule { get; private set; }

    /// <summary>
    /// Whether the schedule's state is kept in storage, so that a run that was missed while no host was up is made good.
    /// Without effect for schedules that come more than once a minute.
    /// </summary>
    public bool UseMonitor { get; set; }

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
