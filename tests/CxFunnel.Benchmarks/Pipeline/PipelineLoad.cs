using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>The feedback that the pipeline is measured with: the same at every run.</summary>
internal static class PipelineLoad
{
    /// <summary>Over which an export is spread, unless it is told otherwise.</summary>
    public const int Days = 90;

    private const string Header =
        "\"Query Id\",\"Query Name\",\"Date\",\"Title\",\"Snippet\",\"Url\",\"Sentiment\",\"Page Type\",\"Language\",\"Country Code\",\"Author\",\"Full Text\",\"Resource Id\",\"Reach (new)\"\r\n";

    private static readonly string[] Things = ["parcel", "invoice", "app", "store", "driver", "refund", "hotline", "lamp"];
    private static readonly string[] Judgements = ["came far too late", "was wonderful, thank you", "is broken again", "is fine", "cost too much", "never answered my mail"];

    /// <summary>Rows of one upload of <paramref name="all"/>, newest first, as an export comes.</summary>
    public static HttpContent Export(int from, int count, int all, int days = Days) => new Rows(from, count, i => Row(
        i, all, days, $"The {Things[i % Things.Length]} {Judgements[i / 3 % Judgements.Length]}, order of week {i % 53}, for the {i}th time."));

    /// <summary>The same with texts that differ, in seven languages, so that discovery has something to do.</summary>
    public static HttpContent Comments(int from, int count, string[] texts) => new Rows(from, count, i => Row(i, texts.Length, Days, texts[i].Replace('"', '\'')));

    /// <param name="client">Distinguishes what is sent by different runs.</param>
    public static byte[] Webhook(int i, string client) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
        {"event_id":"e{{{i}}}","event_type":"form_response","form_response":{"form_id":"f1","token":"{{{client}}}-{{{i:D8}}}","submitted_at":"2026-10-05T08:15:42Z","hidden":{"channel":"email","touchpoint":"delivery"},"definition":{"id":"f1","fields":[{"id":"q1","ref":"nps_recommend","type":"nps","title":"Recommend?","properties":{}},{"id":"q2","ref":"nps_reason","type":"long_text","title":"Why?","properties":{}}]},"answers":[{"type":"number","number":{{{i % 11}}},"field":{"id":"q1","type":"nps","ref":"nps_recommend"}},{"type":"text","text":"The parcel number {{{i}}} came late, nobody answered.","field":{"id":"q2","type":"long_text","ref":"nps_reason"}}]}}
        """));

    private static string Row(int i, int all, int days, string text)
    {
        DateTime at = new DateTime(2026, 10, 31, 23, 0, 0, DateTimeKind.Utc).AddSeconds(-86_400.0 * days * i / all);
        return string.Create(CultureInfo.InvariantCulture, $"\"1\",\"brand\",\"{at:yyyy-MM-dd HH:mm:ss.f}\",\"\",\"\",\"http://example.com/{i}\",\"neutral\",\"twitter\",\"en\",\"GBR\",\"someone{i % 977}\",\"{text}\",\"{1896000000000000000L + i}\",\"{i % 5000}\"\r\n");
    }

    /// <summary>Made while it is sent: the client does not hold a file of a hundred megabytes beside what it measures.</summary>
    private sealed class Rows : HttpContent
    {
        private const int RowsPerWrite = 500;

        private readonly int _from;
        private readonly int _count;
        private readonly Func<int, string> _row;

        public Rows(int from, int count, Func<int, string> row)
        {
            (_from, _count, _row) = (from, count, row);
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            StringBuilder text = new(Header);
            for (int i = _from; i < _from + _count; i++)
            {
                text.Append(_row(i));
                if ((i + 1) % RowsPerWrite == 0 || i + 1 == _from + _count)
                {
                    byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
                    text.Clear();
                    await stream.WriteAsync(bytes);
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
