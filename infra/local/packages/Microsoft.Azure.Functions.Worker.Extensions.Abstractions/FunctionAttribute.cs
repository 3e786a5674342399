namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function and names it. Names are unique in an app, whatever their case.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    /// <param name="name">A letter, then up to 127 letters, digits, <c>_</c> or <c>-</c>.</param>
    public FunctionAttribute(string name)
    {
        Name = name;
    }

    public string Name { get; }
}
