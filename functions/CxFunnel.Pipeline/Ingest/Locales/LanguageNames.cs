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

        return ByNameSpan.TryGetValue(text, out string? code) ? code : Languages.PrimarySubtag(text.Length <= 35 ? text.ToString() : null);
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
