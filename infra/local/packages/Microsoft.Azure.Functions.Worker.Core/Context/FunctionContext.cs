namespace Microsoft.Azure.Functions.Worker;

/// <summary>One run of one function.</summary>
public abstract class FunctionContext
{
    /// <summary>Differs from run to run, also between hosts.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The same for every run of one function, and after a restart.</summary>
    public abstract string FunctionId { get; }

    public abstract TraceContext TraceContext { get; }

    public abstract BindingContext BindingContext { get; }

    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this run; scoped ones live as long as it does.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Shared by the middleware and the function of this run.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    public abstract IInvocationFeatures Features { get; }

    /// <summary>Fires when the caller has gone away or the host is out of time for shutting down.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
