using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A filter from an interpolated string, each value quoted and escaped.</summary>
internal static class InterpolatedFilter
{
    /// <exception cref="ArgumentException">A value is of a type that the service does not compare.</exception>
    public static string? Create(FormattableString? filter)
    {
        if (filter is null)
        {
            return null;
        }

        object?[] literals = new object?[filter.ArgumentCount];
        for (int i = 0; i < literals.Length; i++)
        {
            object? value = filter.GetArgument(i);
            literals[i] = ODataLiteral.Of(value)
                ?? throw new ArgumentException($"Unable to convert argument {i} from type {value!.GetType()} to an OData literal.", nameof(filter));
        }

        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }
}
