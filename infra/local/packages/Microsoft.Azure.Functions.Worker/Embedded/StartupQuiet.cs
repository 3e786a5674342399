namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>
/// Keeps the generic host from logging a failed start with its whole stack, when one clear line says it already.
/// </summary>
internal sealed class StartupQuiet
{
    public const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
