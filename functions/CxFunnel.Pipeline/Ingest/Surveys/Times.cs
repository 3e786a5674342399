using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Instants as survey tools write them. All are null when they are none, or not plausible.</summary>
internal static class Times
{
    /// <summary>ISO 8601, as a JSON string.</summary>
    public static DateTimeOffset? Iso(JsonElement value) =>
        // The platform's reader takes the usual form from the bytes without making a string.
        value.TryGetDateTimeOffset(out DateTimeOffset instant) && EndsWithZone(value)
            ? Plausible(instant)
            : Iso(value.GetString());

    /// <summary>ISO 8601; without a zone it is UTC.</summary>
    public static DateTimeOffset? Iso(string? text) => Instants.TryParse(text, out DateTimeOffset instant) ? instant : null;

    /// <summary>Seconds since 1970, as digits.</summary>
    public static DateTimeOffset? EpochSeconds(string? digits) => Epoch(digits, secondsPerUnit: 1);

    /// <summary>Milliseconds since 1970, as digits.</summary>
    public static DateTimeOffset? EpochMilliseconds(string? digits) => Epoch(digits, secondsPerUnit: 0.001);

    /// <summary>ISO 8601, or seconds or milliseconds since 1970: the three that people put into templates.</summary>
    public static DateTimeOffset? Any(string? text) =>
        Iso(text) ?? (text is { Length: >= 12 } ? EpochMilliseconds(text) : EpochSeconds(text));

    private static DateTimeOffset? Epoch(string? digits, double secondsPerUnit) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal units)
        && units * (decimal)secondsPerUnit is > 0 and < 100_000_000_000m and var seconds
            ? Plausible(DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)))
            : null;

    private static DateTimeOffset? Plausible(DateTimeOffset instant) => Instants.IsPlausible(instant) ? instant.ToUniversalTime() : null;

    private static bool EndsWithZone(JsonElement value)
    {
        ReadOnlySpan<byte> raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value);
        // "…Z" or "…+00:00": without one the platform would take the machine's own zone.
        return raw.Length > 12 && (raw[^2] == 'Z' || raw[^7] is (byte)'+' or (byte)'-');
    }
}
