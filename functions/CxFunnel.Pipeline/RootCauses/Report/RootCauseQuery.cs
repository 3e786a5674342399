using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Report;
using CxFunnel.Pipeline.RootCauses.Catalogue;

namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>A question about root causes, checked.</summary>
/// <param name="From">First day, included.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Language">Of the labels where they are known in several: lower-case ISO 639-1.</param>
public sealed record RootCauseQuery(string Program, DateOnly From, DateOnly To, string Language)
{
    /// <summary>Reads the parameters of a request; those that are null or empty take their defaults: program <c>default</c>, all days, English.</summary>
    /// <returns>Null when anything is wrong; pointers name the parameters.</returns>
    public static RootCauseQuery? Read(Func<string, string?> parameter, InputErrors errors)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        MetricsQuery? days = MetricsQuery.Read(name => name is "program" or "from" or "to" ? parameter(name) : null, errors);
        string language = parameter("language") is { Length: > 0 } asked ? asked.ToLowerInvariant() : CatalogueNames.DefaultLanguage;
        if (language.Length != 2 || !language.All(char.IsAsciiLetterLower))
        {
            errors.Add("/language", "is not a language such as fr");
        }

        return days is not null && errors.Count == before ? new RootCauseQuery(days.Program, days.From, days.To, language) : null;
    }
}
