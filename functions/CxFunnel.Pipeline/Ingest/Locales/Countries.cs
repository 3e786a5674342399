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
        return !text.IsEmpty && ByNameSpan.TryGetValue(text, out string? code) ? code : null;
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
