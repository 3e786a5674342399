using System.ComponentModel;
using System.Globalization;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Arguments that the trigger offers by name: route values, a message's id.</summary>
internal static class DataArgument
{
    /// <exception cref="InputBindingException">The value does not fit, or there is none and the parameter cannot do without.</exception>
    public static object? Bind(FunctionParameter parameter, InvocationInput input)
    {
        if (input.TryGetData(parameter.Name, out object? value) && value is not null)
        {
            return Convert(parameter, value);
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return parameter.IsReferenceOrNullableType
            ? null
            : throw new InputBindingException($"There is no value for the parameter '{parameter.Name}', and it has no default.");
    }

    private static object? Convert(FunctionParameter parameter, object value)
    {
        if (parameter.Type.IsInstanceOfType(value))
        {
            return value;
        }

        Type type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        string text = System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        try
        {
            return type == typeof(string) ? text : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        // Converters wrap what they meet in plain exceptions of many types; all mean the same.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InputBindingException($"The value for the parameter '{parameter.Name}' is not a {type.Name}.");
        }
    }
}
