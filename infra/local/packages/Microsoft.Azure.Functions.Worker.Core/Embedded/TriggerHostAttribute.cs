namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>On a trigger's attribute: the <see cref="ITriggerHost"/> that serves it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TriggerHostAttribute(Type hostType) : Attribute
{
    public Type HostType { get; } = hostType;
}
