namespace CxFunnel.TextAnalytics.Training.Causes;

/// <summary>
/// Finds which English words the words of other languages stand for, in reviews that were translated sentence by sentence (M-ABSA) and in the word groups
/// of the taxonomy, so that a word of any language starts from the vectors of its translations.
/// </summary>
/// <remarks>
/// The probabilities are those of IBM's model 1 (Brown, Della Pietra, Della Pietra and Mercer, "The mathematics of statistical machine translation", 1993),
/// with a word that stands for nothing. Vectors as means of translations' vectors: Levy, Søgaard and Goldberg, "A strong baseline for learning cross-lingual
/// word embeddings from sentence alignments", 2017.
/// </remarks>
internal sealed class Translations
{
    private const int Rounds = 6;

    /// <summary>What a word of fewer sentences was translated as is chance.</summary>
    private const int LeastSentences = 3;

    /// <summary>A translation less likely than this is noise.</summary>
    private const double LeastChance = 0.08;

    private const uint Nothing = 0;

    private readonly List<(uint[] English, uint[] Other)> _pairs = [];

    /// <summary>Two texts that say the same, as distinct names of words.</summary>
    public void Add(uint[] english, uint[] other) => _pairs.Add((english, other));

    /// <summary>Pairs the sentences of two languages that stand in the same order, of which a few are missing here or there: by the longest run of equal labels.</summary>
    public void Add(IReadOnlyList<(string Label, uint[] Words)> english, IReadOnlyList<(string Label, uint[] Words)> other)
    {
        int[,] length = new int[english.Count + 1, other.Count + 1];
        for (int i = english.Count - 1; i >= 0; i--)
        {
            for (int j = other.Count - 1; j >= 0; j--)
            {
                length[i, j] = english[i].Label == other[j].Label ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < english.Count && j < other.Count;)
        {
            if (english[i].Label == other[j].Label)
            {
                Add(english[i++].Words, other[j++].Words);
            }
            else if (length[i + 1, j] >= length[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }

    /// <summary>For each word that occurs often enough the English words that it stands for, with how likely each is; a likelihood that is left over stands for nothing.</summary>
    public IReadOnlyDictionary<uint, (uint English, double Chance)[]> Find()
    {
        Dictionary<uint, int> sentences = [];
        foreach (uint word in _pairs.SelectMany(pair => pair.Other))
        {
            sentences[word] = sentences.GetValueOrDefault(word) + 1;
        }

        Dictionary<(uint Other, uint English), double> chances = [];
        for (int round = 0; round < Rounds; round++)
        {
            Dictionary<(uint Other, uint English), double> counts = [];
            Dictionary<uint, double> totals = [];
            foreach ((uint[] english, uint[] other) in _pairs)
            {
                uint[] sources = [Nothing, .. other];
                foreach (uint word in english)
                {
                    double ChanceOf(uint source) => round == 0 ? 1 : chances.GetValueOrDefault((source, word));
                    double sum = sources.Sum(ChanceOf);
                    foreach (uint source in sources)
                    {
                        double part = sum > 0 ? ChanceOf(source) / sum : 0;
                        counts[(source, word)] = counts.GetValueOrDefault((source, word)) + part;
                        totals[source] = totals.GetValueOrDefault(source) + part;
                    }
                }
            }

            chances = counts.Where(c => c.Value > 1e-6).ToDictionary(c => c.Key, c => c.Value / totals[c.Key.Other]);
        }

        return chances.Where(c => c.Key.Other != Nothing && c.Value >= LeastChance && sentences[c.Key.Other] >= LeastSentences)
            .GroupBy(c => c.Key.Other, c => (c.Key.English, c.Value))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(c => c.Value).ThenBy(c => c.English).ToArray());
    }
}
