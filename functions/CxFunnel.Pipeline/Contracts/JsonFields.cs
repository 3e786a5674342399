using System.Globalization;
using System.Text.Json;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>
/// Reads the fields of one JSON object and notes what is wrong with them under their pointers. Never throws for what they hold,
/// given a document of <see cref="JsonBody"/>.
/// </summary>
/// <param name="value">Any JSON value; anything but an object is an error of its own.</param>
/// <param name="pointer">Where it stands.</param>
/// <param name="errors">Where the errors go.</param>
internal readonly ref struct JsonFields(JsonElement value, string pointer, InputErrors errors)
{
    public bool IsObject { get; } = CheckObject(value, pointer, errors);

    public string At(string name) => $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public void Error(string name, string detail) => errors.Add(At(name), detail);

    /// <summary>The field, unless it is missing or null.</summary>
    public bool TryGet(string name, out JsonElement field)
    {
        field = default;
        return IsObject && value.TryGetProperty(name, out field) && field.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }

    /// <summary>A text, or a number where ids are meant: its digits as they stand, since ids exceed what a double holds.</summary>
    public string? Text(string name, int maxChars, bool allowNumber = false)
    {
        if (!TryGet(name, out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind == JsonValueKind.Number && allowNumber)
        {
            string digits = field.GetRawText();
            return digits.Length <= maxChars ? digits : TooLong(name, digits.Length, maxChars);
        }

        if (field.ValueKind != JsonValueKind.String)
        {
            Error(name, $"is {Kind(field)}; a string is expected");
            return null;
        }

        string? text = CleanText.Normalize(field.GetString());
        return text is null || text.Length <= maxChars ? text : TooLong(name, text.Length, maxChars);
    }

    public double? Number(string name)
    {
        if (!TryGet(name, out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out double number) && double.IsFinite(number))
        {
            if (Math.Abs(number) <= FeedbackLimits.MaxMagnitude)
            {
                return number;
            }

            Error(name, $"is beyond {FeedbackLimits.MaxMagnitude.ToString("N0", CultureInfo.InvariantCulture)}");
            return null;
        }

        Error(name, $"is {Kind(field)}; a number is expected");
        return null;
    }

    /// <summary>A whole number that is not negative.</summary>
    public long? Count(string name)
    {
        if (!TryGet(name, out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out long count) && count >= 0)
        {
            return count;
        }

        Error(name, $"is {Kind(field)}; a whole number of 0 or more is expected");
        return null;
    }

    public DateTimeOffset? Instant(string name)
    {
        if (!TryGet(name, out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind == JsonValueKind.String && Instants.TryParse(field.GetString(), out DateTimeOffset instant))
        {
            return instant;
        }

        Error(name, $"is {Kind(field)} that is not an ISO 8601 instant between {Instants.EarliestYear} and {Instants.LatestYear}, such as \"2026-11-02T09:15:00Z\"");
        return null;
    }

    public TEnum? Word<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (!TryGet(name, out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind == JsonValueKind.String
            && field.GetString() is { Length: > 0 } word
            && word.All(char.IsAsciiLetterLower) // else "csat,ces" would be read as the sum of the two
            && Enum.TryParse(word, ignoreCase: true, out TEnum parsed)
            && Enum.IsDefined(parsed))
        {
            return parsed;
        }

        Error(name, $"is {Kind(field)}; one of {string.Join(", ", Enum.GetNames<TEnum>().Select(n => n.ToLowerInvariant()))} is expected");
        return null;
    }

    /// <summary>The elements of an array; empty when it is missing, null, no array or too long, the last two being errors.</summary>
    public IEnumerable<JsonElement> Elements(string name, int maxCount)
    {
        if (!TryGet(name, out JsonElement field))
        {
            return [];
        }

        if (field.ValueKind != JsonValueKind.Array)
        {
            Error(name, $"is {Kind(field)}; an array is expected");
            return [];
        }

        int count = field.GetArrayLength();
        if (count > maxCount)
        {
            Error(name, $"has {count} elements; at most {maxCount} are taken");
            return [];
        }

        return field.EnumerateArray();
    }

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private string? TooLong(string name, int length, int maxChars)
    {
        Error(name, $"has {length} characters; at most {maxChars} are taken");
        return null;
    }

    private static bool CheckObject(JsonElement value, string pointer, InputErrors errors)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        errors.Add(pointer, $"is {Kind(value)}; an object is expected");
        return false;
    }
}
