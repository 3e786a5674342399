using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Tests.Listing;

/// <summary>One line for each public type and member: assembly, kind, full names, parameter names, nullability and defaults.</summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly)
    {
        string name = assembly.GetName().Name!["Microsoft.Azure.Functions.".Length..];
        foreach (Type type in assembly.GetExportedTypes())
        {
            yield return $"{name}: {Kind(type)} {Name(type)}{Bases(type)}";
            foreach (string member in Members(type))
            {
                yield return $"{name}: {Name(type)}.{member}";
            }
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(value => $"{value} = {(int)Enum.Parse(type, value)}");
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return [$"{Name(invoke.ReturnType)} Invoke({Parameters(invoke)})"];
        }

        NullabilityInfoContext nullability = new();
        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(IsVisible).Select(static constructor => $"ctor({Parameters(constructor)})");
        IEnumerable<string> methods = type.GetMethods(Declared).Where(static method => IsVisible(method) && !method.IsSpecialName).Select(Method);
        IEnumerable<string> properties = type.GetProperties(Declared).Where(static property => IsVisible(property.GetMethod)).Select(property =>
            $"{Modifiers(property.GetMethod!)}{Name(property.PropertyType)}{Mark(nullability.Create(property))} {property.Name} {{ get; {(IsVisible(property.SetMethod) ? "set; " : "")}}}");
        return constructors.Concat(methods).Concat(properties);
    }

    private static string Method(MethodInfo method) =>
        $"{Modifiers(method)}{Name(method.ReturnType)}{Mark(new NullabilityInfoContext().Create(method.ReturnParameter))} {method.Name}{Generics(method)}({Parameters(method)}){Constraints(method)}";

    private static string Parameters(MethodBase method)
    {
        NullabilityInfoContext nullability = new();
        bool extends = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false);
        return string.Join(", ", method.GetParameters().Select((parameter, index) =>
            (extends && index == 0 ? "this " : "")
            + (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
            + Name(parameter.ParameterType) + Mark(nullability.Create(parameter)) + " " + parameter.Name
            + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")));
    }

    private static string Constraints(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition)
        {
            return "";
        }

        return string.Concat(method.GetGenericArguments().Select(static argument =>
        {
            List<string> constraints = [.. argument.GetGenericParameterConstraints().Select(Name)];
            if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                constraints.Insert(0, "class");
            }

            return constraints.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", constraints)}";
        }));
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? ""
        : method.IsAbstract ? "abstract "
        : method.IsVirtual && !method.IsFinal ? (method.GetBaseDefinition() == method ? "virtual " : "override ")
        : "";

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            return "";
        }

        List<string> bases = [.. type.GetInterfaces().Where(static face => face.IsVisible).Select(Name).Order(StringComparer.Ordinal)];
        if (type.BaseType is { } parent && parent != typeof(object))
        {
            bases.Insert(0, Name(parent));
        }

        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    // Of a type parameter reflection cannot tell T from T?, so it has no mark.
    private static string Mark(NullabilityInfo nullability) =>
        nullability.ReadState == NullabilityState.Nullable && !nullability.Type.IsValueType && !nullability.Type.IsGenericParameter ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        string name = type.FullName ?? $"{type.Namespace}.{type.Name}";
        return type.IsGenericType
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
