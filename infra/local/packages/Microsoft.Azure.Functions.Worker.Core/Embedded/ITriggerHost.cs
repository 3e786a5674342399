namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Listens for one kind of trigger and runs its functions.</summary>
internal interface ITriggerHost
{
    /// <summary>The attribute whose functions it runs.</summary>
    Type TriggerType { get; }

    /// <exception cref="FunctionSetupException">A function cannot be served as it is declared.</exception>
    Task StartAsync(IReadOnlyList<FunctionEntry> functions, CancellationToken cancellation);

    /// <summary>
    /// Takes nothing new from now on, and returns when nothing runs any more. When <paramref name="outOfTime"/> fires, running
    /// functions are cancelled, and what they leave undone is given back.
    /// </summary>
    Task StopAsync(CancellationToken outOfTime);
}
