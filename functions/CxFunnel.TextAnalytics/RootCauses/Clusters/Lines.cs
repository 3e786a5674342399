using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// The clauses in an order that depends on their content alone, copies of one text joined into one line: what clusters are made of.
/// Case, signs, links, names and numbers make no difference between copies.
/// </summary>
internal sealed class Lines
{
    /// <summary>From so many words on, equal texts are copies of one (a retweet, a form letter); shorter ones are the same thing said by many.</summary>
    private const int CopyWords = 7;

    private readonly CauseText[] _clauses;
    private readonly int[] _starts;
    private readonly bool[] _isCopy;
    private readonly int[] _firstOfCopies;

    private Lines(CauseText[] clauses, int[] starts, bool[] isCopy, ulong[] names)
    {
        _clauses = clauses;
        _starts = starts;
        _isCopy = isCopy;
        _firstOfCopies = NearCopies.Find(Representatives());
        Names = names;
    }

    public int Count => _starts.Length - 1;

    public int ClauseCount => _clauses.Length;

    /// <summary>What the text of each line is known by; ascending.</summary>
    public ulong[] Names { get; }

    /// <summary>All clauses of a line, in the order of their content.</summary>
    public ReadOnlySpan<CauseText> Clauses(int line) => _clauses.AsSpan(_starts[line], _starts[line + 1] - _starts[line]);

    /// <summary>Says whether the clauses of the line are one voice, however many there are.</summary>
    public bool IsCopy(int line) => _isCopy[line];

    /// <summary>How many say the line word for word; copies are one voice.</summary>
    public int VoicesOf(int line) => _isCopy[line] ? 1 : _starts[line + 1] - _starts[line];

    /// <summary>The first of the lines that say nearly the same as this one at length (<see cref="NearCopies"/>): all of them are one voice. Itself for most.</summary>
    public int FirstOfCopies(int line) => _firstOfCopies[line];

    /// <summary>The first clause of each line stands for it.</summary>
    public IReadOnlyList<CauseText> Representatives() => [.. Enumerable.Range(0, Count).Select(line => _clauses[_starts[line]])];

    public static Lines Of(IReadOnlyList<CauseText> clauses)
    {
        (ulong Name, bool IsLong, CauseText Clause)[] read = new (ulong, bool, CauseText)[clauses.Count];
        ClauseWords words = ReasonSpace.Rent();
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = NameOf(clauses[i], words);
        }

        ReasonSpace.Return(words);
        Array.Sort(read, Compare);
        List<int> starts = [];
        List<bool> isCopy = [];
        List<ulong> names = [];
        for (int i = 0; i < read.Length; i++)
        {
            if (i == 0 || read[i].Name != read[i - 1].Name)
            {
                starts.Add(i);
                isCopy.Add(read[i].IsLong);
                names.Add(read[i].Name);
            }
        }

        starts.Add(read.Length);
        return new Lines([.. read.Select(r => r.Clause)], [.. starts], [.. isCopy], [.. names]);
    }

    private static (ulong Name, bool IsLong, CauseText Clause) NameOf(CauseText clause, ClauseWords words)
    {
        words.Read(clause.Text);
        ReadOnlySpan<ClauseWords.Word> read = words.Words;
        ulong name = WordHash.Of(clause.Language);
        int first = read.Length > 1 && words.Plain(read[0]) is "rt" ? 1 : 0;
        for (int i = first; i < read.Length; i++)
        {
            name = WordHash.Combine(name, read[i].Hash);
        }

        name = read.Length == first ? WordHash.Combine(name, WordHash.Of(clause.Text)) : name;
        return (clause.Question is null ? name : WordHash.Combine(name, WordHash.Of(clause.Question)), read.Length - first >= CopyWords, clause);
    }

    private static int Compare((ulong Name, bool IsLong, CauseText Clause) a, (ulong Name, bool IsLong, CauseText Clause) b)
    {
        int order = a.Name.CompareTo(b.Name);
        order = order != 0 ? order : string.CompareOrdinal(a.Clause.Text, b.Clause.Text);
        return order != 0 ? order : string.CompareOrdinal(a.Clause.Key, b.Clause.Key);
    }
}
