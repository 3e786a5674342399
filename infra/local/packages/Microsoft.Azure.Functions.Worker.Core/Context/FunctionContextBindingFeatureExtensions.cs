using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>What the function returned; setting its value replaces the result.</summary>
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        new EmbeddedInvocationResult(InvocationOutcome.Of(context));

    /// <summary>As <see cref="GetInvocationResult(FunctionContext)"/>, typed.</summary>
    /// <exception cref="InvalidOperationException">The result is not a <typeparamref name="T"/>, or there is none yet.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        InvocationOutcome outcome = InvocationOutcome.Of(context);
        return outcome.Value is T value
            ? new EmbeddedInvocationResult<T>(outcome, value)
            : throw new InvalidOperationException(
                $"The result of '{context.FunctionDefinition.Name}' is not a {typeof(T)}; the overload without a type takes any result.");
    }
}
