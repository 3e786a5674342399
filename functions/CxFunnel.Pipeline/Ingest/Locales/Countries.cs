using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Locales;

/// <summary>Countries as tools write them: alpha-2, alpha-3 or a name.</summary>
internal static class Countries
{
    private static readonly FrozenDictionary<string, string> ByName = Load();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByNameSpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The upper-case ISO 3166-1 alpha-2 code; null for what is no country, "Unknown" among it. <c>uk</c> is GB.</summary>
    public static string? Alpha2(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length == 3 && !text.ContainsAnyExceptInRange('A', 'Z'))
        {
            return Alpha3[Place(text)];
        }

        return !text.IsEmpty && ByNameSpan.TryGetValue(text, out string? code) ? code : null;
    }

    /// <summary>Three capitals are the most common form in exports: found by place, without hashing.</summary>
    private static readonly string?[] Alpha3 = LoadAlpha3();

    private static int Place(ReadOnlySpan<char> code) => ((((code[0] - 'A') * 26) + code[1] - 'A') * 26) + code[2] - 'A';

    private static string?[] LoadAlpha3()
    {
        string?[] codes = new string?[26 * 26 * 26];
        foreach ((string name, string code) in ByName)
        {
            if (name.Length == 3 && !name.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            {
                codes[Place(name)] = code;
            }
        }

        return codes;
    }

    private static FrozenDictionary<string, string> Load()
    {
        Dictionary<string, string> codes = new(StringComparer.OrdinalIgnoreCase);
        foreach (string[] row in LocaleTable.Read("countries.tsv"))
        {
            codes[row[0]] = row[0];
            codes[row[1]] = row[0];
            foreach (string name in row[2].Split('|'))
            {
                codes.TryAdd(name, row[0]);
            }
        }

        return codes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
