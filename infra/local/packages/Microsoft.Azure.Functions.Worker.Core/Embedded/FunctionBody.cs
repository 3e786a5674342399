using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Binds the arguments of a function, makes its instance and calls it.</summary>
internal sealed class FunctionBody
{
    private static readonly MethodInfo AwaitTaskOf = typeof(FunctionBody).GetMethod(nameof(AwaitTask), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo AwaitValueTaskOf = typeof(FunctionBody).GetMethod(nameof(AwaitValueTask), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly MethodInvoker _invoker;
    private readonly ObjectFactory? _factory;
    private readonly ImmutableArray<FunctionParameter> _parameters;
    private readonly int _triggerPosition;
    private readonly Func<object, ValueTask<object?>>? _await;

    public FunctionBody(MethodInfo method, int triggerPosition, ImmutableArray<FunctionParameter> parameters)
    {
        _invoker = MethodInvoker.Create(method);
        _factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        _parameters = parameters;
        _triggerPosition = triggerPosition;
        _await = AwaiterOf(method.ReturnType);
    }

    public async ValueTask<object?> RunAsync(EmbeddedFunctionContext context)
    {
        object?[] arguments = Bind(context);
        object? instance = _factory?.Invoke(context.InstanceServices, []);
        try
        {
            object? returned = _invoker.Invoke(instance, arguments.AsSpan());
            return _await is null || returned is null ? returned : await _await(returned);
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
                default:
                    break;
            }
        }
    }

    private object?[] Bind(EmbeddedFunctionContext context)
    {
        object?[] arguments = new object?[_parameters.Length];
        for (int index = 0; index < arguments.Length; index++)
        {
            FunctionParameter parameter = _parameters[index];
            if (index == _triggerPosition)
            {
                arguments[index] = context.Input.BindTrigger(parameter);
            }
            else if (parameter.Type == typeof(CancellationToken))
            {
                arguments[index] = context.CancellationToken;
            }
            else if (parameter.Type == typeof(FunctionContext))
            {
                arguments[index] = context;
            }
            else
            {
                arguments[index] = DataArgument.Bind(parameter, context.Input);
            }
        }

        return arguments;
    }

    private static Func<object, ValueTask<object?>>? AwaiterOf(Type returned)
    {
        if (returned == typeof(Task))
        {
            return static async task =>
            {
                await (Task)task;
                return null;
            };
        }

        if (returned == typeof(ValueTask))
        {
            return static async task =>
            {
                await (ValueTask)task;
                return null;
            };
        }

        MethodInfo? awaiter = returned switch
        {
            { IsGenericType: true } when returned.GetGenericTypeDefinition() == typeof(Task<>) => AwaitTaskOf,
            { IsGenericType: true } when returned.GetGenericTypeDefinition() == typeof(ValueTask<>) => AwaitValueTaskOf,
            _ => null,
        };
        return awaiter?.MakeGenericMethod(returned.GetGenericArguments()).CreateDelegate<Func<object, ValueTask<object?>>>();
    }

    private static async ValueTask<object?> AwaitTask<T>(object task) => await (Task<T>)task;

    private static async ValueTask<object?> AwaitValueTask<T>(object task) => await (ValueTask<T>)task;
}
