namespace Microsoft.Azure.Functions.Worker.Embedded;

internal sealed class EmbeddedInvocationResult(InvocationOutcome outcome) : InvocationResult
{
    public override object? Value
    {
        get => outcome.Value;
        set => outcome.Value = value;
    }
}

internal sealed class EmbeddedInvocationResult<T>(InvocationOutcome outcome, T? value) : InvocationResult<T>
{
    private T? _value = value;

    public override T? Value
    {
        get => _value;
        set
        {
            _value = value;
            outcome.Value = value;
        }
    }
}
