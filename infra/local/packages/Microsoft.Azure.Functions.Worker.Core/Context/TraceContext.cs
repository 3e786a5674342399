namespace Microsoft.Azure.Functions.Worker;

/// <summary>The W3C trace that the run belongs to.</summary>
public abstract class TraceContext
{
    /// <summary>A <c>traceparent</c>; empty when nothing is traced.</summary>
    public abstract string TraceParent { get; }

    /// <summary>A <c>tracestate</c>; empty when there is none.</summary>
    public abstract string TraceState { get; }

    public virtual IReadOnlyDictionary<string, string> Attributes => new Dictionary<string, string>();
}
