namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>On the parameter that receives what started the function; exactly one parameter of a function has one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    public TriggerBindingAttribute()
    {
    }
}
