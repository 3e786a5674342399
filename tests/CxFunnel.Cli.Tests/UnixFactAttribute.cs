namespace CxFunnel.Cli.Tests;

/// <summary>For what only bash and Unix signals can show.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Needs bash and Unix signals.";
        }
    }
}
