namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Holds what the function returned, where middleware can see and replace it.</summary>
internal sealed class InvocationOutcome
{
    public object? Value { get; set; }

    public static InvocationOutcome Of(FunctionContext context) =>
        context.Features.Get<InvocationOutcome>()
        ?? throw new InvalidOperationException("This context was not made by a host; it has no result.");
}
