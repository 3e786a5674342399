using System.Diagnostics;

namespace Microsoft.Azure.Functions.Worker.Embedded;

internal sealed class EmbeddedFunctionContext : FunctionContext
{
    private string? _invocationId;
    private IDictionary<object, object>? _items;

    public EmbeddedFunctionContext(FunctionEntry function, InvocationInput input, IServiceProvider services, CancellationToken cancellation)
    {
        Function = function;
        Input = input;
        InstanceServices = services;
        CancellationToken = cancellation;
        Features = new InvocationFeatures();
        Features.Set(Outcome);
    }

    public FunctionEntry Function { get; }

    public InvocationInput Input { get; }

    public InvocationOutcome Outcome { get; } = new();

    public override string InvocationId => _invocationId ??= InvocationIds.Next();

    public override string FunctionId => Function.Definition.Id;

    public override TraceContext TraceContext => CurrentTrace.Instance;

    public override BindingContext BindingContext => field ??= new InputBindingContext(Input);

    public override RetryContext RetryContext => NoRetry.Instance;

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IInvocationFeatures Features { get; }

    public override CancellationToken CancellationToken { get; }

    private sealed class InputBindingContext(InvocationInput input) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => input.Data;
    }

    private sealed class NoRetry : RetryContext
    {
        public static readonly NoRetry Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class CurrentTrace : TraceContext
    {
        public static readonly CurrentTrace Instance = new();

        public override string TraceParent => Activity.Current?.Id ?? "";

        public override string TraceState => Activity.Current?.TraceStateString ?? "";
    }
}
