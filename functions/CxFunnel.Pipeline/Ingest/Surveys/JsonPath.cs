using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Finds values by dotted paths, as mappings write them: <c>hidden.customer_id</c>, <c>person_properties.Customer ID</c>, <c>items.0.title</c>.</summary>
internal static class JsonPath
{
    /// <summary>The value, unless it is missing or null. A property whose name holds dots is found as well as a nested one.</summary>
    public static bool TryFind(JsonElement root, ReadOnlySpan<char> path, out JsonElement found)
    {
        found = root;
        if (root.ValueKind == JsonValueKind.Array)
        {
            int dot = path.IndexOf('.');
            ReadOnlySpan<char> head = dot < 0 ? path : path[..dot];
            return int.TryParse(head, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int index)
                && index < root.GetArrayLength()
                && (dot < 0 ? IsSomething(found = root[index]) : TryFind(root[index], path[(dot + 1)..], out found));
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (root.TryGetProperty(path, out found))
        {
            return IsSomething(found);
        }

        for (int dot = path.IndexOf('.'); dot >= 0; dot = NextDot(path, dot))
        {
            if (root.TryGetProperty(path[..dot], out JsonElement inner) && TryFind(inner, path[(dot + 1)..], out found))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A string, number or boolean as text, or that of the only element of an array; null for anything else and for blank text.</summary>
    public static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => CleanText.Normalize(value.GetString()),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.GetArrayLength() == 1 && value[0].ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) => Scalar(value[0]),
        _ => null,
    };

    private static int NextDot(ReadOnlySpan<char> path, int dot)
    {
        int next = path[(dot + 1)..].IndexOf('.');
        return next < 0 ? -1 : dot + 1 + next;
    }

    private static bool IsSomething(JsonElement value) => value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
}

/// <summary>Reads of a property that may be missing or of another type than documented; such a one reads as missing.</summary>
internal static class JsonReads
{
    public static bool TryObject(this JsonElement json, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
    }

    public static bool TryArray(this JsonElement json, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Array;
    }

    public static bool TryString(this JsonElement json, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.String;
    }

    /// <summary>Whether it is there, is not null, and is of another kind than documented: then its answers would be lost in silence.</summary>
    public static bool IsOfAnotherKind(this JsonElement json, ReadOnlySpan<byte> name, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null && value.ValueKind != kind;

    /// <summary>The text of a string, or the digits of a number as they stand; null for anything else and for blank text.</summary>
    public static string? Text(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? JsonPath.Scalar(value)
            : null;

    public static bool Is(this JsonElement json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        json.TryString(name, out JsonElement value) && value.ValueEquals(text);

    public static double? Number(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>An ISO 8601 instant; null when it is missing or none.</summary>
    public static DateTimeOffset? Instant(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryString(name, out JsonElement value) ? Times.Iso(value) : null;
}
