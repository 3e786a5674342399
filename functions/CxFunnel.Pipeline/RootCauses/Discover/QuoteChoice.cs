namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>A clause that may be shown.</summary>
/// <param name="Key">Unique; decides between equals, so that the choice does not depend on the order of reading.</param>
/// <param name="Text">Redacted.</param>
/// <param name="IsExample">Whether discovery itself chose it.</param>
/// <param name="IsPraise">Whether it stands in a sentence that praises: shown only where nobody put it otherwise.</param>
internal sealed record Quote(string Key, string FeedbackId, DateOnly Day, string Text, bool IsExample, bool IsPraise);

/// <summary>
/// Chooses three clauses that stand for a cause: the most central, a recent, and one that says it otherwise; praise ("the driver who waited for me") stands for a
/// cause of complaints only where there is nothing else. Keeps the newest few as candidates, so that memory does not grow with texts.
/// </summary>
internal sealed class QuoteChoice
{
    private const int MostCandidates = 32;
    private const int MostQuotes = 3;

    /// <summary>A shorter one says nothing by itself.</summary>
    private const int FewestChars = 12;
    private const int MostChars = 240;

    /// <summary>Praise last.</summary>
    private readonly SortedSet<Quote> _newest = new(Comparer<Quote>.Create((a, b) =>
        a.IsPraise != b.IsPraise ? a.IsPraise.CompareTo(b.IsPraise) : a.Day != b.Day ? b.Day.CompareTo(a.Day) : string.CompareOrdinal(a.Key, b.Key)));

    private readonly List<Quote> _examples = [];

    public void Add(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        if (quote.IsExample)
        {
            _examples.Add(quote);
        }
        else if (quote.Text.Trim().Length >= FewestChars)
        {
            _newest.Add(quote);
            if (_newest.Count > MostCandidates)
            {
                _newest.Remove(_newest.Max!);
            }
        }
    }

    /// <returns>At most three, none twice; discovery's own first.</returns>
    public IReadOnlyList<(string FeedbackId, string Text)> Choose()
    {
        List<Quote> chosen = [.. _examples.OrderBy(e => e.Key, StringComparer.Ordinal)];
        bool onlyPraise = _newest.All(q => q.IsPraise);
        Candidate[] candidates = [.. _newest.Where(q => onlyPraise || !q.IsPraise).Select(q => new Candidate(q, Words(q.Text)))];
        while (chosen.Count < MostQuotes && Next(candidates, chosen) is { } next)
        {
            chosen.Add(next);
        }

        return [.. chosen.DistinctBy(q => Shown(q.Text), StringComparer.OrdinalIgnoreCase).Take(MostQuotes).Select(q => (q.FeedbackId, Shown(q.Text)))];
    }

    private static Quote? Next(Candidate[] candidates, List<Quote> chosen)
    {
        HashSet<string>[] said = [.. chosen.Select(c => Words(c.Text))];
        Candidate[] open = [.. candidates.Where(c => !said.Any(s => Likeness(s, c.Words) > 0.8))];
        return chosen.Count switch
        {
            // The one that the others are most like.
            0 => open.OrderByDescending(c => open.Sum(o => Likeness(o.Words, c.Words))).ThenBy(c => c.Quote.Key, StringComparer.Ordinal).FirstOrDefault()?.Quote,
            1 => open.FirstOrDefault()?.Quote,
            _ => open.OrderBy(c => said.Max(s => Likeness(s, c.Words))).ThenBy(c => c.Quote.Key, StringComparer.Ordinal).FirstOrDefault()?.Quote,
        };
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        int both = one.Count(other.Contains);
        return one.Count + other.Count == 0 ? 0 : (double)both / (one.Count + other.Count - both);
    }

    private static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split([' ', ',', '.', '!', '?', ';', ':', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>On one line, and not longer than a reader wants.</summary>
    private static string Shown(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= MostChars)
        {
            return line;
        }

        int end = line.LastIndexOf(' ', MostChars - 1);
        end = end > MostChars / 2 ? end : char.IsHighSurrogate(line[MostChars - 2]) ? MostChars - 2 : MostChars - 1;
        return line[..end] + "…";
    }

    private sealed record Candidate(Quote Quote, HashSet<string> Words);
}
