using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>One function of the app, ready to run.</summary>
internal sealed partial class FunctionEntry
{
    private FunctionEntry(MethodInfo method, string name, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Method = method;
        Trigger = trigger;
        Definition = new EmbeddedFunctionDefinition(method, name, triggerParameter, trigger);
        TriggerParameter = Definition.Parameters[triggerParameter.Position];
        Body = new FunctionBody(method, triggerParameter.Position, Definition.Parameters);
    }

    public string Name => Definition.Name;

    public MethodInfo Method { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionParameter TriggerParameter { get; }

    public EmbeddedFunctionDefinition Definition { get; }

    public FunctionBody Body { get; }

    /// <exception cref="FunctionSetupException">The method cannot be a function.</exception>
    public static FunctionEntry Of(MethodInfo method, FunctionAttribute attribute)
    {
        string where = $"{method.DeclaringType}.{method.Name}";
        if (!ValidName().IsMatch(attribute.Name))
        {
            throw new FunctionSetupException(
                $"The function name '{attribute.Name}' on {where} is not a letter followed by up to 127 letters, digits, '_' or '-'.");
        }

        if (method.ContainsGenericParameters || method.DeclaringType is { IsAbstract: true, IsSealed: false })
        {
            throw new FunctionSetupException($"The function '{attribute.Name}' ({where}) is generic or in an abstract class; it cannot be called.");
        }

        ParameterInfo? parameter = null;
        TriggerBindingAttribute? trigger = null;
        foreach (ParameterInfo candidate in method.GetParameters())
        {
            foreach (TriggerBindingAttribute found in candidate.GetCustomAttributes<TriggerBindingAttribute>(inherit: true))
            {
                if (trigger is not null)
                {
                    throw new FunctionSetupException($"The function '{attribute.Name}' ({where}) has more than one trigger.");
                }

                (parameter, trigger) = (candidate, found);
            }
        }

        return trigger is null
            ? throw new FunctionSetupException($"The function '{attribute.Name}' ({where}) has no trigger.")
            : new FunctionEntry(method, attribute.Name, parameter!, trigger);
    }

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_\-]{0,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidName();
}
