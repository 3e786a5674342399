using System.Globalization;
using System.Text;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>Exports in Brandwatch's form.</summary>
internal static class Brandwatch
{
    /// <param name="ids">A mention for each; a repeated id is a repeated mention.</param>
    /// <param name="rejected">Rows without a text and a rating, at the end.</param>
    public static byte[] Export(IEnumerable<int> ids, int rejected = 0)
    {
        StringBuilder csv = new("\uFEFF\"Report:\",\"Bulk Mentions Download\"\r\n\"Brand:\",\"Brand\"\r\n\"From:\",\"x\"\r\n\"To:\",\"y\"\r\n\"Label:\",\"several\nlines\"\r\n\r\n");
        csv.Append("\"Query Id\",\"Query Name\",\"Date\",\"Title\",\"Snippet\",\"Url\",\"Domain\",\"Sentiment\",\"Page Type\",\"Language\",\"Country Code\",\"Author\",\"Full Text\",\"Resource Id\"\r\n");
        foreach (int id in ids)
        {
            DateTime at = new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(id % 2000);
            csv.Append(CultureInfo.InvariantCulture, $"\"1\",\"q\",\"{at:yyyy-MM-dd HH:mm:ss.f}\",\"t\",\"s\",\"http://example.com/{id}\",\"example.com\",\"negative\",\"twitter\",\"en\",\"GBR\",\"someone{id}\",\"Mention number {id}, the \"\"parcel\"\" is late,\nagain\",\"{1896000000000000000L + id}\"\r\n");
        }

        for (int i = 0; i < rejected; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"\"1\",\"q\",\"2026-08-01 00:00:00.0\",\"\",\"\",\"http://example.com/r{i}\",\"example.com\",\"\",\"twitter\",\"en\",\"GBR\",\"a\",\"\",\"99{i}\"\r\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
