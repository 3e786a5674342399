using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Tests;

/// <summary>What an assembly exposes, in the notation of the official API listings: a line a type, a line a member.</summary>
internal static class Signatures
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Equality"] = "operator ==",
        ["op_Inequality"] = "operator !=",
    };

    /// <summary>The members of every visible type, each as "type: member"; a type alone as its own line.</summary>
    public static IEnumerable<string> Of(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes())
        {
            yield return TypeLine(type);
            foreach (string member in MembersOf(type))
            {
                yield return $"{NameOf(type)}: {member}";
            }
        }
    }

    private static string TypeLine(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
            { IsSealed: true, IsAbstract: true } => "static class",
            { IsSealed: true } => "sealed class",
            { IsAbstract: true } => "abstract class",
            _ => "class",
        };
        IEnumerable<Type> inherited = type.IsEnum ? [] : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []);
        if (type.IsClass && type.BaseType is Type parent && parent != typeof(object))
        {
            inherited = inherited.Prepend(parent);
        }

        List<string> names = [.. inherited.Select(NameOf)];
        names.Sort(type.BaseType == typeof(object) || type.IsValueType ? StringComparer.Ordinal : Comparer<string>.Create((_, _) => 0));
        return names.Count == 0 ? $"public {kind} {NameOf(type)}" : $"public {kind} {NameOf(type)} : {string.Join(", ", names)}";
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Select(value => $"{value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}");
        }

        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{Access(c)}{type.Name}({Parameters(c)})");
        IEnumerable<string> fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => $"public field {NameOf(f.FieldType)} {f.Name}");
        IEnumerable<string> properties = type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible)).Select(PropertyLine);
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Select(MethodLine);
        return constructors.Concat(fields).Concat(properties).Concat(methods);
    }

    private static string PropertyLine(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors(nonPublic: true).First(IsVisible);
        string name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(ParameterText))}]" : property.Name;
        string accessors = (property.GetMethod is { } get && IsVisible(get) ? "get; " : string.Empty) + (property.SetMethod is { } set && IsVisible(set) ? "set; " : string.Empty);
        return $"{Access(first)}{NameOf(property.PropertyType)} {name} {{ {accessors}}}";
    }

    private static string MethodLine(MethodInfo method)
    {
        if (string.Equals(method.Name, "op_Implicit", StringComparison.Ordinal))
        {
            return $"public static implicit operator {NameOf(method.ReturnType)} ({Parameters(method)})";
        }

        string name = Operators.GetValueOrDefault(method.Name, method.Name);
        string generics = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : string.Empty;
        string constraints = string.Concat(method.GetGenericArguments().Where(_ => method.IsGenericMethodDefinition).Select(ConstraintText));
        return $"{Access(method)}{NameOf(method.ReturnType)} {name}{generics}({Parameters(method)}){constraints}";
    }

    private static string ConstraintText(Type argument)
    {
        List<string> constraints = [.. argument.GetGenericParameterConstraints().Select(NameOf)];
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? string.Empty : $" where {argument.Name} : {string.Join(", ", constraints)}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return string.Empty;
        }

        string access = method.IsPublic ? "public " : method.IsFamily ? "protected " : "protected internal ";
        if (method.IsStatic)
        {
            return access + "static ";
        }

        if (method is not MethodInfo { IsVirtual: true, IsFinal: false } info)
        {
            return access;
        }

        return info.GetBaseDefinition() != info ? access + "override " : info.IsAbstract ? access + "abstract " : access + "virtual ";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(ParameterText));

    private static string ParameterText(ParameterInfo parameter)
    {
        string text = parameter.IsOut ? $"out {NameOf(parameter.ParameterType.GetElementType()!)} {parameter.Name}" : $"{NameOf(parameter.ParameterType)} {parameter.Name}";
        return parameter.HasDefaultValue ? $"{text} = {DefaultText(parameter)}" : text;
    }

    private static string DefaultText(ParameterInfo parameter) => parameter.ParameterType switch
    {
        { IsEnum: true } type => $"{NameOf(type)}.{Enum.ToObject(type, parameter.RawDefaultValue!)}",
        { IsValueType: true } type when parameter.RawDefaultValue is null => $"default({NameOf(type)})",
        _ when parameter.RawDefaultValue is null => "null",
        _ => Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture)!,
    };

    private static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is Type inner)
        {
            return NameOf(inner) + "?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = (type.IsNested ? $"{NameOf(type.DeclaringType!)}." : $"{type.Namespace}.") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
