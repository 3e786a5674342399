using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned.</summary>
public sealed class InvocationResult
{
    private readonly FunctionContext _context;
    private object? _value;

    internal InvocationResult(FunctionContext context, object? value)
    {
        _context = context;
        _value = value;
    }

    /// <summary>Null when the function returns nothing or has not run yet.</summary>
    public object? Value
    {
        get => _value;
        set
        {
            _value = value;
            InvocationOutcome.Of(_context).Value = value;
        }
    }
}
