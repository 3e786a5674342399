using System.Globalization;
using System.Text;
using CxFunnel.Pipeline.Analyze;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Learn;

/// <summary>A row of a file that cannot be used.</summary>
/// <param name="Row">As a spreadsheet counts.</param>
public sealed record RejectedCorrection(long Row, string Reason);

/// <summary>What became of a file of corrections.</summary>
/// <param name="Rejected">At most 1,000 are listed; all are counted in <paramref name="RejectedRows"/>.</param>
public sealed record CorrectionsReport(int Accepted, int RejectedRows, IReadOnlyList<RejectedCorrection> Rejected);

/// <summary>
/// Reads a table of corrections: the column <c>sentiment</c> (or <c>label</c>), and either <c>feedbackId</c> (with <c>comment</c>, 0 when left out) or
/// <c>text</c> (with <c>language</c>, <c>kind</c> and <c>customer</c> where they are known). Texts are redacted before they are stored.
/// </summary>
public sealed class CorrectionsCsv(CorrectionStore store, EmbeddedTextEngine engine, CustomerReferences references)
{
    private const int RowsPerWrite = 500;
    private const int MaxListed = 1000;

    /// <summary>A row of storage has a bound; comments have the same.</summary>
    private const int MaxTextChars = FeedbackLimits.MaxCommentChars;

    /// <param name="file">UTF-8, with comma, semicolon, tab or bar.</param>
    /// <returns>Null when no row of the file looks like such a header.</returns>
    /// <exception cref="Storage.StorageUnavailableException">Not all of it is stored; send it again, which changes nothing that is.</exception>
    public async Task<CorrectionsReport?> AddAsync(string program, Stream file, CancellationToken cancellation)
    {
        using CsvRows rows = new(file, Encoding.UTF8);
        HeaderCandidate? header = (await rows.PeekAsync(cancellation)).FirstOrDefault(h => Columns.Of(h.Cells) is { IsUsable: true });
        if (header is null)
        {
            return null;
        }

        Columns columns = Columns.Of(header.Cells);
        CustomerReference customers = await references.GetAsync(cancellation);
        await rows.StartAfterAsync(header, cancellation);
        int accepted = 0;
        int rejectedRows = 0;
        List<RejectedCorrection> rejected = [];
        List<(string, LabelledComment)> comments = [];
        List<LabelledText> texts = [];
        while (await rows.ReadAsync(header.Cells.Length, cancellation) is var read && read != RowRead.End)
        {
            if (read == RowRead.Row && rows.IsBlank())
            {
                continue;
            }

            string? problem = read == RowRead.Broken ? rows.Problem : Take(program, rows, columns, customers, comments, texts);
            if (problem is null)
            {
                accepted++;
            }
            else if (++rejectedRows <= MaxListed)
            {
                rejected.Add(new RejectedCorrection(rows.Number, problem));
            }

            if (comments.Count + texts.Count >= RowsPerWrite)
            {
                await store.AddAsync(program, comments, texts, cancellation);
                comments.Clear();
                texts.Clear();
            }
        }

        await store.AddAsync(program, comments, texts, cancellation);
        return new CorrectionsReport(accepted, rejectedRows, rejected);
    }

    /// <returns>Why the row cannot be used; null when it can.</returns>
    private string? Take(string program, CsvRows rows, Columns columns, CustomerReference customers, List<(string, LabelledComment)> comments, List<LabelledText> texts)
    {
        string Cell(int column) => column < 0 ? string.Empty : rows.Cell(column).Trim().ToString();
        if (!LabelFeedback.TryLabel(Cell(columns.Sentiment), out SentimentLabel label))
        {
            return "the sentiment is none of positive, neutral, negative, mixed";
        }

        if (Cell(columns.FeedbackId) is { Length: > 0 } id)
        {
            string number = Cell(columns.Comment);
            int comment = 0;
            if (!LabelFeedback.IsId(id))
            {
                return "the feedback id is not 32 hex digits";
            }

            if (number.Length > 0 && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out comment) && comment < FeedbackLimits.MaxComments))
            {
                return $"the comment is not a whole number from 0 to {FeedbackLimits.MaxComments - 1}";
            }

            comments.Add((id, new LabelledComment(comment, label)));
            return null;
        }

        string text = Cell(columns.Text);
        string language = Cell(columns.Language).ToLowerInvariant();
        if (text.Length is 0 or > MaxTextChars)
        {
            return text.Length == 0 ? "there is neither a feedback id nor a text" : $"the text is longer than {MaxTextChars} characters";
        }

        if (language.Length is not (0 or 2))
        {
            return "the language is not two letters of ISO 639-1";
        }

        TextKind kind = TextKind.Unknown;
        string kindName = Cell(columns.Kind);
        if (kindName.Length > 0 && !(Enum.TryParse(kindName, ignoreCase: true, out kind) && Enum.IsDefined(kind) && char.IsLetter(kindName[0])))
        {
            return "the kind is none of survey, mention, review, ticket";
        }

        string? stated = language.Length == 0 ? null : language;
        string redacted = engine.Analyze(new TextInput(text) { Language = stated, Kind = kind }).Redacted;
        texts.Add(new LabelledText(redacted, stated, kind, Customer(program, Cell(columns.Customer), customers), label));
        return null;
    }

    private static string? Customer(string program, string customer, CustomerReference customers) =>
        customer.Length == 0 ? null
        : customer.Contains('@', StringComparison.Ordinal) ? customers.Of(program, new Customer { Email = customer.ToLowerInvariant() })
        : customers.Of(program, new Customer { Id = customer });

    /// <summary>Where the columns stand; -1 for one that is not there.</summary>
    private readonly record struct Columns(int Sentiment, int FeedbackId, int Comment, int Text, int Language, int Kind, int Customer)
    {
        public bool IsUsable => Sentiment >= 0 && (FeedbackId >= 0 || Text >= 0);

        public static Columns Of(string[] cells)
        {
            int Find(params ReadOnlySpan<string> names)
            {
                foreach (string name in names)
                {
                    int at = Array.FindIndex(cells, cell => cell.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
                    if (at >= 0)
                    {
                        return at;
                    }
                }

                return -1;
            }

            return new Columns(Find("sentiment", "label"), Find("feedbackId", "id"), Find("comment"), Find("text"), Find("language", "lang"), Find("kind"), Find("customer", "customerId", "email"));
        }
    }
}
