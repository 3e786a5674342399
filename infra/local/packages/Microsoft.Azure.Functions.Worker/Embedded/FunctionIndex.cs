using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The functions of the app, found by reflection.</summary>
internal sealed class FunctionIndex
{
    /// <summary>Names the assembly of the functions when it is not the one that the process was started with.</summary>
    public const string AssemblySetting = $"{HostSettings.OwnSection}:functionAssembly";

    /// <exception cref="FunctionSetupException">A function is declared in a way that cannot work.</exception>
    public FunctionIndex(HostSettings settings)
    {
        Assembly assembly = settings.Configuration[AssemblySetting] is { Length: > 0 } name
            ? Assembly.Load(name)
            : Assembly.GetEntryAssembly() ?? throw new FunctionSetupException($"There is no entry assembly; name the functions' assembly with '{AssemblySetting}'.");

        IReadOnlySet<string> chosen = settings.Chosen;
        Dictionary<string, FunctionEntry> functions = new(StringComparer.OrdinalIgnoreCase);
        foreach ((MethodInfo method, FunctionAttribute attribute) in Declared(assembly))
        {
            if (chosen.Count > 0 && !chosen.Contains(attribute.Name))
            {
                continue;
            }

            FunctionEntry function = FunctionEntry.Of(method, attribute);
            if (!functions.TryAdd(function.Name, function))
            {
                throw new FunctionSetupException($"Two functions are named '{function.Name}': {functions[function.Name].Definition.EntryPoint} and {function.Definition.EntryPoint}.");
            }
        }

        Functions = [.. functions.Values.Where(function => !settings.IsDisabled(function.Name)).OrderBy(function => function.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<FunctionEntry> Functions { get; }

    public IEnumerable<Type> TriggerHosts => Functions
        .Select(function => function.Trigger.GetType().GetCustomAttribute<TriggerHostAttribute>()?.HostType)
        .OfType<Type>()
        .Distinct();

    private static IEnumerable<(MethodInfo Method, FunctionAttribute Attribute)> Declared(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type.IsClass
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<FunctionAttribute>()
        where attribute is not null
        select (method, attribute);
}
