using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned, typed.</summary>
public sealed class InvocationResult<T>
{
    private readonly FunctionContext _context;
    private T? _value;

    internal InvocationResult(FunctionContext context, T? value)
    {
        _context = context;
        _value = value;
    }

    public T? Value
    {
        get => _value;
        set
        {
            _value = value;
            InvocationOutcome.Of(_context).Value = value;
        }
    }
}
