using System.Globalization;
using CxFunnel.TextAnalytics.RootCauses.Clusters;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training.Causes;

/// <summary>GloVe's vectors of English words, most frequent first, moved so that their mean is zero; and those of what stands for them in other languages.</summary>
internal sealed class EnglishVectors
{
    public const int Dimensions = 104; // 100, filled up with zeros to whole lanes.

    private const int Given = 100;

    private readonly Dictionary<uint, int> _ranks = [];
    private readonly List<float[]> _vectors = [];
    private readonly Dictionary<uint, float[]> _translated = [];

    public EnglishVectors(DataFolder data)
    {
        float[] mean = new float[Dimensions];
        foreach (string[] row in data.Rows("embeddings/glove_en_40k_100d_int8.tsv.gz"))
        {
            float scale = float.Parse(row[1], CultureInfo.InvariantCulture);
            byte[] cells = Convert.FromBase64String(row[2].PadRight((row[2].Length + 3) / 4 * 4, '='));
            float[] vector = new float[Dimensions];
            for (int i = 0; i < Given; i++)
            {
                vector[i] = (sbyte)cells[i] * scale;
            }

            Vectors.Add(mean, vector, 1);
            if (_ranks.TryAdd(ReasonLexicon.NameOf(WordHash.Of(row[0]), "en"), _vectors.Count))
            {
                _vectors.Add(vector);
            }
        }

        foreach (float[] vector in _vectors)
        {
            Vectors.Add(vector, mean, -1f / _vectors.Count);
        }
    }

    /// <summary>By rank.</summary>
    public IEnumerable<uint> Names => _ranks.OrderBy(r => r.Value).Select(r => r.Key);

    /// <summary>Of words of other languages that have a vector by now.</summary>
    public IEnumerable<uint> TranslatedNames => _translated.Keys.Order();

    public float[]? Of(uint name) => _ranks.TryGetValue(name, out int rank) ? _vectors[rank] : _translated.GetValueOrDefault(name);

    /// <summary>Gives words of other languages the mean of their translations' vectors, each as far as it is likely: what is unsure stays short.</summary>
    public void Translate(IReadOnlyDictionary<uint, (uint English, double Chance)[]> translations)
    {
        foreach ((uint name, (uint English, double Chance)[] of) in translations)
        {
            float[] vector = new float[Dimensions];
            foreach ((uint english, double chance) in of)
            {
                if (_ranks.TryGetValue(english, out int rank))
                {
                    Vectors.Add(vector, _vectors[rank], (float)chance);
                }
            }

            if (!_ranks.ContainsKey(name))
            {
                _translated[name] = vector;
            }
        }
    }

    public int? RankOf(uint name) => _ranks.TryGetValue(name, out int rank) ? rank : null;
}
