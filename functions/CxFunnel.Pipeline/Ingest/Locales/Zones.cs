namespace CxFunnel.Pipeline.Ingest.Locales;

/// <summary>Time zones by the names that tools send.</summary>
internal static class Zones
{
    /// <summary>The zone of an IANA (or Windows) name; null for what is none.</summary>
    public static TimeZoneInfo? Find(string? name) =>
        // The platform looks names up as files; nothing but a zone's letters may reach it.
        name is { Length: > 0 and <= 60 }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+' or ' ')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? zone
            : null;
}
