using System.Collections.Frozen;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Locales;

/// <summary>Languages as tools write them: tags such as <c>pt-BR</c>, or names such as <c>German</c> and <c>Deutsch</c>.</summary>
internal static class LanguageNames
{
    private static readonly FrozenDictionary<string, string> ByName = Load();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByNameSpan = ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The lower-case primary subtag; null for what names no language.</summary>
    public static string? Code(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (text.Length == 2 && char.IsAsciiLetterLower(text[0]) && char.IsAsciiLetterLower(text[1]) && Codes[((text[0] - 'a') * 26) + text[1] - 'a'] is { } known)
        {
            return known;
        }

        return ByNameSpan.TryGetValue(text, out string? code) ? code : Languages.PrimarySubtag(text.Length <= 35 ? text.ToString() : null);
    }

    /// <summary>Two lower-case letters are by far the most common form: found by place, without hashing.</summary>
    private static readonly string?[] Codes = LoadCodes();

    private static string?[] LoadCodes()
    {
        string?[] codes = new string?[26 * 26];
        foreach (string code in ByName.Values)
        {
            if (code.Length == 2)
            {
                codes[((code[0] - 'a') * 26) + code[1] - 'a'] = code;
            }
        }

        return codes;
    }

    private static FrozenDictionary<string, string> Load()
    {
        Dictionary<string, string> codes = new(StringComparer.OrdinalIgnoreCase);
        foreach (string[] row in LocaleTable.Read("languages.tsv"))
        {
            codes[row[0]] = row[0];
            foreach (string name in row[1].Split('|'))
            {
                codes.TryAdd(name, row[0]);
            }
        }

        return codes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
