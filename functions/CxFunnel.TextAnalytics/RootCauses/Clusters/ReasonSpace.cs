using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Where clauses become points: one part says what the learned <see cref="ReasonLexicon"/> makes of their words, the other what the
/// words and their letters mean among the texts at hand (latent semantic analysis), which needs no knowledge of their language.
/// Immutable and safe for many threads.
/// </summary>
internal sealed class ReasonSpace
{
    /// <summary>Of the part that is found in the texts at hand.</summary>
    public const int LatentDimensions = 96;

    public const int Dimensions = ReasonLexicon.Dimensions + LatentDimensions;

    /// <summary>What a word of the question counts beside one of the answer.</summary>
    private const float QuestionWeight = 0.25f;

    private const int ShortestRun = 3;
    private const int LongestRun = 5;
    private const int StemChars = 6;

    private static readonly ConcurrentBag<ClauseWords> Idle = [];

    private readonly Dictionary<uint, int> _rows;

    /// <param name="names">Of the features, ascending.</param>
    /// <param name="steps">What a step of each feature's cells is worth.</param>
    /// <param name="cells"><see cref="LatentDimensions"/> for each feature.</param>
    public ReasonSpace(uint[] names, float[] steps, sbyte[] cells)
    {
        Names = names;
        Steps = steps;
        Cells = cells;
        _rows = new Dictionary<uint, int>(names.Length);
        for (int row = 0; row < names.Length; row++)
        {
            _rows.Add(names[row], row);
        }
    }

    public uint[] Names { get; }

    public float[] Steps { get; }

    public sbyte[] Cells { get; }

    /// <summary>Puts a clause into the space. False, and all zero, when nothing of it is known.</summary>
    /// <param name="point">Of <see cref="Dimensions"/> numbers; of length 1 afterwards.</param>
    public bool TryPlace(ReadOnlySpan<char> clause, string language, string? question, Span<float> point)
    {
        point.Clear();
        ClauseWords words = Rent();
        words.Read(clause);
        Span<float> learned = point[..ReasonLexicon.Dimensions];
        Span<float> latent = point[ReasonLexicon.Dimensions..];
        float known = 0;
        float all = 0;
        Place(words, language, 1, learned, latent, ref known, ref all);
        if (question is not null)
        {
            words.Read(question);
            Place(words, language, QuestionWeight, learned, latent, ref known, ref all);
        }

        Return(words);
        if (Vectors.Normalize(learned) > 0)
        {
            // A text of which the lexicon knows one word in ten must not be placed by that word.
            Vectors.Scale(learned, known / all);
        }

        Vectors.Normalize(latent);
        return Vectors.Normalize(point) > 0;
    }

    private void Place(ClauseWords words, string language, float factor, Span<float> learned, Span<float> latent, ref float known, ref float all)
    {
        ReasonLexicon lexicon = ReasonLexicon.Shared;
        ReadOnlySpan<ClauseWords.Word> read = words.Words;
        Span<float> direction = stackalloc float[ReasonLexicon.Dimensions];
        for (int i = 0; i < read.Length; i++)
        {
            if (IsRepeat(read, i))
            {
                continue;
            }

            int row = lexicon.Find(read[i].Hash, read[i].Length - 2, language);
            float weight = row < 0 ? 1 : lexicon.WeightOf(row);
            all += factor * weight;
            if (row >= 0)
            {
                known += factor * weight;
                lexicon.DirectionOf(row, direction);
                Vectors.Add(learned, direction, factor);
            }

            foreach (uint name in new FeatureNames(words.Marked(read[i])))
            {
                ref int feature = ref CollectionsMarshal.GetValueRefOrNullRef(_rows, name);
                if (!Unsafe.IsNullRef(ref feature))
                {
                    // As bytes they fit into the processor's cache.
                    Vectors.Add(latent, Cells.AsSpan(feature * LatentDimensions, LatentDimensions), factor * Steps[feature]);
                }
            }
        }
    }

    public static ClauseWords Rent() => Idle.TryTake(out ClauseWords? words) ? words : new ClauseWords();

    public static void Return(ClauseWords words) => Idle.Add(words);

    /// <summary>Whether the same word came before: it counts once.</summary>
    public static bool IsRepeat(ReadOnlySpan<ClauseWords.Word> words, int i)
    {
        for (int j = 0; j < i; j++)
        {
            if (words[j].Hash == words[i].Hash)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The features of one word: its beginning, which stands in for its stem, and its runs of three to five letters.</summary>
    internal ref struct FeatureNames(ReadOnlySpan<char> marked)
    {
        private readonly ReadOnlySpan<char> _marked = marked;
        private bool _hasStem;
        private int _start = -1;
        private int _length = LongestRun;
        private ulong _state;

        public uint Current { get; private set; }

        public readonly FeatureNames GetEnumerator() => this;

        public bool MoveNext()
        {
            if (!_hasStem)
            {
                _hasStem = true;
                ReadOnlySpan<char> plain = _marked[1..^1];
                int stem = plain.Length > StemChars ? StemChars : plain.Length > 3 && plain[^1] == 's' ? plain.Length - 1 : plain.Length;
                Current = (uint)(WordHash.Of(plain[..stem]) >> 32);
                return true;
            }

            if (_length == LongestRun || _start + _length == _marked.Length)
            {
                _start++;
                _length = 0;
                _state = WordHash.Start + 1; // No run has the name of a stem.
            }

            do
            {
                if (_start + _length == _marked.Length)
                {
                    return false;
                }

                _state = WordHash.Extend(_state, _marked[_start + _length]);
                _length++;
            }
            while (_length < ShortestRun);

            Current = (uint)(WordHash.Finish(_state) >> 32);
            return true;
        }
    }
}
