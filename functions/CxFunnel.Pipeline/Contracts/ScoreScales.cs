using System.Globalization;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>The scales of scores.</summary>
public static class ScoreScales
{
    /// <summary>The scale of a score that declares none: NPS 0..10, CSAT and rating 1..5, CES 1..7 (the CES 2.0 form).</summary>
    public static (double Min, double Max) Default(ScoreType type) => type switch
    {
        ScoreType.Nps => (0, 10),
        ScoreType.Ces => (1, 7),
        _ => (1, 5),
    };

    /// <summary>What makes a score unusable: the field and why; null when it is sound.</summary>
    public static (string Field, string Detail)? Problem(Score score)
    {
        ArgumentNullException.ThrowIfNull(score);
        if (score.Type == ScoreType.Nps && (score.Min != 0 || score.Max != 10))
        {
            return (score.Min != 0 ? "min" : "max", "is not that of NPS, whose scale is 0 to 10");
        }

        if (!(score.Min < score.Max))
        {
            return ("min", "is not below max");
        }

        if (!(score.Value >= score.Min && score.Value <= score.Max))
        {
            return ("value", string.Create(CultureInfo.InvariantCulture, $"is {score.Value}, outside {score.Min} to {score.Max}"));
        }

        return score.Type == ScoreType.Nps && score.Value != Math.Floor(score.Value)
            ? ("value", string.Create(CultureInfo.InvariantCulture, $"is {score.Value}; NPS is a whole number"))
            : null;
    }
}

/// <summary>Language tags.</summary>
public static class Languages
{
    /// <summary>The lower-case primary subtag (<c>pt-BR</c> and <c>pt_BR</c> give <c>pt</c>); null for none, <c>und</c> and <c>default</c>. Old codes become the current ones.</summary>
    public static string? PrimarySubtag(string? tag)
    {
        if (tag is null)
        {
            return null;
        }

        ReadOnlySpan<char> primary = tag.AsSpan().Trim();
        int end = primary.IndexOfAny('-', '_');
        primary = end < 0 ? primary : primary[..end];
        if (primary.Length is < 2 or > 3 || primary.ContainsAnyExcept(AsciiLetters))
        {
            return null;
        }

        string code = primary.ToString().ToLowerInvariant();
        return code switch { "und" or "zxx" or "mul" => null, "iw" => "he", "in" => "id", "ji" => "yi", _ => code };
    }

    private static readonly System.Buffers.SearchValues<char> AsciiLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}
