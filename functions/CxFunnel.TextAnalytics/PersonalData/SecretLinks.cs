using System.Collections.Frozen;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>Links with a secret or an account in them.</summary>
internal static class SecretLinks
{
    /// <summary>What pages are turned and sorted by; anything else in a query could be an account, a key or what somebody searched for.</summary>
    private static readonly FrozenSet<string> HarmlessNames = FrozenSet.ToFrozenSet(
        ["page", "pagina", "página", "seite", "sort", "sortby", "order", "orden", "tri", "ordine", "sorteer", "lang", "locale", "hl", "view", "size", "color", "colour", "category", "tab"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HarmlessNamesBySpan = HarmlessNames.GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Find(in PersonalDataScan scan)
    {
        foreach (ref readonly Token token in scan.Tokens)
        {
            if (token.Kind == TokenKind.Url && CarriesSecret(scan.Text.AsSpan(token.Offset, token.Length)))
            {
                scan.Add("url", token.Offset, token.Length);
            }
        }
    }

    private static bool IsHarmless(ReadOnlySpan<char> query)
    {
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> parameter = query[range];
            int equals = parameter.IndexOf('=');
            if (equals < 0 || parameter.Length - equals > 21 || !HarmlessNamesBySpan.Contains(parameter[..equals]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool CarriesSecret(ReadOnlySpan<char> url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        ReadOnlySpan<char> rest = scheme < 0 ? url : url[(scheme + 3)..];
        int query = rest.IndexOfAny('?', '#');
        if (query >= 0 && rest[query..].Contains('=') && !IsHarmless(rest[(query + 1)..]))
        {
            return true;
        }

        int slash = rest.IndexOf('/');
        if (rest[..(slash < 0 ? rest.Length : slash)].Contains('@'))
        {
            return true;
        }

        // A path part of 16 signs and more with letters and digits mixed is a key, not a title.
        foreach (Range range in rest.Split('/'))
        {
            ReadOnlySpan<char> part = rest[range];
            int digits = 0;
            foreach (char c in part)
            {
                digits += char.IsAsciiDigit(c) ? 1 : 0;
            }

            if (part.Length >= 16 && digits >= 4 && digits < part.Length && part.Count('-') < 3)
            {
                return true;
            }
        }

        return false;
    }
}
