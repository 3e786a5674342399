using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Report;

/// <summary>How long a stretch of days one row of a report covers.</summary>
public enum Grain
{
    Day,

    /// <summary>ISO weeks: Monday to Sunday, dated by the Monday.</summary>
    Week,

    /// <summary>Dated by the first.</summary>
    Month,

    /// <summary>The whole range in one row, dated by its first day.</summary>
    Total,
}

/// <summary>A question to the metrics, checked.</summary>
/// <param name="From">First day, included.</param>
/// <param name="To">Last day, included.</param>
/// <param name="By">One of <see cref="Dimensions.Names"/>.</param>
public sealed record MetricsQuery(string Program, DateOnly From, DateOnly To, Grain Grain, string By)
{
    /// <summary>The earliest and the latest day that an item can have: a time zone may move the first and the last instant to the next day.</summary>
    public static readonly DateOnly Earliest = new(Instants.EarliestYear - 1, 12, 31);
    public static readonly DateOnly Latest = new(Instants.LatestYear, 1, 1);

    /// <summary>Reads the parameters of a request; those that are null or empty take their defaults: program <c>default</c>, all days, grain day, by all.</summary>
    /// <returns>Null when anything is wrong; pointers name the parameters.</returns>
    public static MetricsQuery? Read(Func<string, string?> parameter, InputErrors errors)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        string program = Value(parameter, "program") ?? Names.DefaultProgram;
        if (!Names.IsValid(program))
        {
            errors.Add("/program", "is not 1 to 40 of a-z, 0-9 and '-'");
        }

        DateOnly from = Day(parameter, "from", Earliest, errors);
        DateOnly to = Day(parameter, "to", Latest, errors);
        if (from > to)
        {
            errors.Add("/from", "is after 'to'");
        }

        string grainWord = Value(parameter, "grain") ?? "day";
        // Letters only: the platform also takes numbers, and "day,week" as the sum of the two.
        if (!Enum.TryParse(grainWord, ignoreCase: true, out Grain grain) || !Enum.IsDefined(grain) || !grainWord.All(char.IsAsciiLetter))
        {
            errors.Add("/grain", "is none of day, week, month, total");
        }

        string by = (Value(parameter, "by") ?? Dimensions.All).ToLowerInvariant();
        if (!Dimensions.Names.Contains(by))
        {
            errors.Add("/by", $"is none of {string.Join(", ", Dimensions.Names)}");
        }

        return errors.Count == before ? new MetricsQuery(program, from, to, grain, by) : null;
    }

    private static string? Value(Func<string, string?> parameter, string name) => parameter(name) is { Length: > 0 } value ? value : null;

    private static DateOnly Day(Func<string, string?> parameter, string name, DateOnly fallback, InputErrors errors)
    {
        if (Value(parameter, name) is not { } text)
        {
            return fallback;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly day)
            && day >= Earliest && day <= Latest)
        {
            return day;
        }

        errors.Add($"/{name}", "is not a day such as 2026-11-02");
        return fallback;
    }
}
