using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>
/// Longer texts that are one text with light edits: a retweet with a comment, another name or number, a copy that was cut off. They are
/// one voice, as copies to the letter are.
/// </summary>
/// <remarks>
/// Runs of three words stand for a text. Texts of which one of the few runs with the smallest hashes is the same are compared (bottom-k sketch, as in Broder, "On the resemblance and
/// containment of documents", 1997); they are near copies when the shorter one has most of its runs in common with the other (containment, not
/// resemblance: a comment may be longer than what it repeats). Each is compared with a bounded number of others, so that the cost grows with the texts.
/// </remarks>
internal static class NearCopies
{
    /// <summary>From so many words on, two people do not write nearly the same by chance.</summary>
    private const int LeastWords = 10;

    private const int RunWords = 3;

    /// <summary>One changed word takes three runs away: of 10 words five of eight are left, of 20 words fifteen of eighteen.</summary>
    private const double LeastShared = 0.6;

    private const int SketchSize = 4;

    /// <summary>Of the texts that share a run so many are compared with the others.</summary>
    private const int MostLeaders = 8;

    /// <param name="texts">Of each line, in an order that depends on their content alone.</param>
    /// <returns>For each line the first line that it is a near copy of; its own index for most.</returns>
    public static int[] Find(IReadOnlyList<CauseText> texts)
    {
        int[] first = [.. Enumerable.Range(0, texts.Count)];
        ClauseWords words = ReasonSpace.Rent();
        List<(ulong Run, int Line)> sketches = new(texts.Count * SketchSize);
        HashSet<ulong> runs = [];
        Span<ulong> smallest = stackalloc ulong[SketchSize];
        for (int line = 0; line < texts.Count; line++)
        {
            if (TryRuns(texts[line], words, runs))
            {
                foreach (ulong run in smallest[..Smallest(runs, smallest)])
                {
                    sketches.Add((run, line));
                }
            }
        }

        sketches.Sort();
        List<int> leaders = [];
        HashSet<ulong> others = [];
        for (int i = 0; i < sketches.Count; i++)
        {
            if (i == 0 || sketches[i].Run != sketches[i - 1].Run)
            {
                leaders.Clear();
            }

            bool isAlone = (i == 0 || sketches[i].Run != sketches[i - 1].Run) && (i == sketches.Count - 1 || sketches[i].Run != sketches[i + 1].Run);
            if (isAlone)
            {
                continue;
            }

            int line = sketches[i].Line;
            int found = leaders.FindIndex(leader => Root(first, leader) == Root(first, line) || AreNear(texts[leader], texts[line], words, runs, others));
            if (found >= 0)
            {
                Join(first, leaders[found], line);
            }
            else if (leaders.Count < MostLeaders)
            {
                leaders.Add(line);
            }
        }

        ReasonSpace.Return(words);
        for (int line = 0; line < first.Length; line++)
        {
            first[line] = Root(first, line);
        }

        return first;
    }

    /// <summary>Writes the smallest runs, ascending, and says how many there are: without a list for each text.</summary>
    private static int Smallest(HashSet<ulong> runs, Span<ulong> into)
    {
        int count = 0;
        foreach (ulong run in runs)
        {
            int at = count;
            while (at > 0 && into[at - 1] > run)
            {
                at--;
            }

            if (at < into.Length)
            {
                count = Math.Min(count + 1, into.Length);
                into[at..(count - 1)].CopyTo(into[(at + 1)..]);
                into[at] = run;
            }
        }

        return count;
    }

    private static bool AreNear(CauseText one, CauseText other, ClauseWords words, HashSet<ulong> runs, HashSet<ulong> others)
    {
        TryRuns(one, words, runs);
        TryRuns(other, words, others);
        int shared = runs.Count(others.Contains);
        return shared >= LeastShared * Math.Min(runs.Count, others.Count);
    }

    /// <summary>The runs of a text that is long enough; numbers are all alike in them.</summary>
    private static bool TryRuns(CauseText text, ClauseWords words, HashSet<ulong> runs)
    {
        runs.Clear();
        words.Read(text.Text);
        ReadOnlySpan<ClauseWords.Word> all = words.Words;
        for (int i = 0; i + RunWords <= all.Length; i++)
        {
            ulong run = WordHash.Of(text.Language);
            for (int w = i; w < i + RunWords; w++)
            {
                run = WordHash.Combine(run, all[w].Hash);
            }

            runs.Add(run);
        }

        return all.Length >= LeastWords;
    }

    private static int Root(int[] first, int line)
    {
        while (first[line] != line)
        {
            line = first[line] = first[first[line]];
        }

        return line;
    }

    private static void Join(int[] first, int one, int other)
    {
        (int a, int b) = (Root(first, one), Root(first, other));
        first[Math.Max(a, b)] = Math.Min(a, b);
    }
}
