namespace Microsoft.Azure.Functions.Worker;

public class ScheduleStatus
{
    /// <summary>When the function last ran; <c>default</c> when never.</summary>
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
