namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What started one run, as the parameters of the function may ask for it.</summary>
internal abstract class InvocationInput
{
    /// <summary>The argument for the parameter that carries the trigger's attribute.</summary>
    /// <exception cref="InputBindingException">The content does not fit the parameter's type.</exception>
    public abstract object? BindTrigger(FunctionParameter parameter);

    /// <summary>A value that the trigger offers to the other parameters by name.</summary>
    public abstract bool TryGetData(string name, out object? value);

    /// <summary>All those values.</summary>
    public abstract IReadOnlyDictionary<string, object?> Data { get; }
}
