using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>
/// What of root causes cannot be added up and is gathered while the ledger is read: who raised them, in which languages and words, and
/// where they rise. Grows with causes and customers, not with texts.
/// </summary>
/// <param name="examples">Keys of the clauses that the model chose as examples.</param>
/// <param name="windowBegins">First day of those that a rise is located in.</param>
internal sealed class CauseFacts(IReadOnlySet<string> examples, DateOnly windowBegins)
{
    private readonly Dictionary<string, OneCause> _causes = new(StringComparer.Ordinal);

    /// <summary>All feedback since <c>windowBegins</c>, by dimension and value.</summary>
    public SegmentCounts Window { get; } = new();

    public OneCause? Find(string rootCauseId) => _causes.GetValueOrDefault(rootCauseId);

    /// <summary>The key of a clause, the same in every run.</summary>
    public static string KeyOf(string feedbackId, int comment, int offset) => FormattableString.Invariant($"{feedbackId}/{comment}/{offset}");

    public void Note(TableRow row, StoredComments feedback, FeedbackCauses causes, Func<string, string?> resolve)
    {
        bool isInWindow = feedback.Day >= windowBegins;
        if (isInWindow)
        {
            Window.Add(feedback.Item, feedback.Insights);
        }

        if (causes.Ids.Count == 0)
        {
            return;
        }

        string? customer = row.Text(StoredFeedback.Column.CustomerRef);
        foreach (string id in causes.Ids)
        {
            OneCause cause = At(id);
            cause.Note(feedback, customer);
            if (isInWindow)
            {
                cause.Window.Add(feedback.Item, feedback.Insights);
            }
        }

        for (int i = 0; i < causes.Comments.Count; i++)
        {
            string text = feedback.Texts[i].Text;
            foreach (CauseMatch match in causes.Comments[i].Matches)
            {
                Quote(match.RootCauseId, match.Offset, match.Length);
            }

            foreach (ComplaintFinding complaint in causes.Comments[i].Complaints.Where(c => c.RootCauseId is not null))
            {
                Quote(complaint.RootCauseId!, complaint.Offset, complaint.Length);
            }

            void Quote(string found, int offset, int length)
            {
                if (resolve(found) is { } id && causes.Ids.Contains(id))
                {
                    string key = KeyOf(feedback.FeedbackId, i, offset);
                    TextInsight insight = feedback.Insights[i];
                    bool isPraise = insight.Sentences.Any(s => s.Offset <= offset && offset < s.Offset + s.Length && s.Sentiment == SentimentLabel.Positive);
                    At(id).Quotes.Add(new Quote(key, feedback.FeedbackId, feedback.Day, text.Substring(offset, length), examples.Contains(key), isPraise));
                    At(id).NoteLanguage(insight.Language.Code);
                }
            }
        }
    }

    private OneCause At(string id)
    {
        if (!_causes.TryGetValue(id, out OneCause? cause))
        {
            _causes[id] = cause = new OneCause();
        }

        return cause;
    }

    /// <summary>What is gathered of one cause.</summary>
    public sealed class OneCause
    {
        private readonly HashSet<string> _customers = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> _languages = new(StringComparer.Ordinal);

        public DateOnly FirstSeen { get; private set; } = DateOnly.MaxValue;

        public DateOnly LastSeen { get; private set; } = DateOnly.MinValue;

        public int Customers => _customers.Count;

        public QuoteChoice Quotes { get; } = new();

        public SegmentCounts Window { get; } = new();

        public IReadOnlyList<string> Languages =>
            [.. _languages.Where(l => l.Key != DetectedLanguage.Unknown).OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Key)];

        public void Note(StoredComments feedback, string? customer)
        {
            FirstSeen = feedback.Day < FirstSeen ? feedback.Day : FirstSeen;
            LastSeen = feedback.Day > LastSeen ? feedback.Day : LastSeen;
            if (customer is not null)
            {
                _customers.Add(customer);
            }
        }

        public void NoteLanguage(string language) => _languages[language] = _languages.GetValueOrDefault(language) + 1;
    }
}
