using System.IO.Compression;
using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class ExportReaderTests
{
    private const string Header = "Query Id,Date,Full Text,Resource Id\n";

    [Fact]
    public async Task Read_PreambleWithLineBreaksInQuotes_FindsTheHeaderBehindIt()
    {
        List<ExportRow> rows = await ReadAsync("\"Label:\",\"two\nlines, \"\"quoted\"\"\"\n\n" + Header + "1,2025-03-01 07:00:00.0,late,a\n");

        ExportRow.Read row = Assert.IsType<ExportRow.Read>(Assert.Single(rows));
        Assert.Equal(4, row.Number); // label row, blank row, header, data
        Assert.Equal("late", Assert.Single(row.Item.Comments!).Text);
    }

    [Fact]
    public async Task Read_QuoteThatNothingCloses_CostsOnlyItsOwnLine()
    {
        StringBuilder file = new(Header);
        for (int i = 0; i < 200; i++)
        {
            file.Append(i == 100 ? "1,2025-03-01 07:00:00.0,\"broken,x\n" : $"1,2025-03-01 07:00:00.0,\"text {i}\",id-{i}\n");
        }

        List<ExportRow> rows = await ReadAsync(file.ToString());

        Assert.Equal(199, rows.OfType<ExportRow.Read>().Count());
        Assert.Equal(102, Assert.Single(rows.OfType<ExportRow.Rejected>()).Number);
    }

    [Fact]
    public async Task Read_QuoteOpenToTheEndOfTheFile_CostsOnlyItsOwnLine()
    {
        List<ExportRow> rows = await ReadAsync("id,date,text\n1,2025-01-01,\"never closed\n2,2025-01-02,fine\n3,2025-01-03,\"cut o");

        Assert.Equal(2, Assert.IsType<ExportRow.Rejected>(rows[0]).Number);
        Assert.Equal(["fine", "cut o"], rows.OfType<ExportRow.Read>().Select(r => r.Item.Comments!.Single().Text));
    }

    [Fact]
    public async Task Read_RowsThatCannotBeUsed_AreRejectedWithNumberAndReasonAndTheRestGoesOn()
    {
        List<ExportRow> rows = await ReadAsync(
            Header + "1,2025-03-01 07:00:00.0,good,a\n1,2025-03-01 07:00:00.0,too,many,cells\n1,few\n1,no date,text,b\n1,2025-03-01 07:00:00.0, ,c\n\n1,2025-03-02 07:00:00.0,good,d");

        Assert.Equal([2L, 8L], rows.OfType<ExportRow.Read>().Select(r => r.Number));
        Assert.Equal(
            [
                (3L, "has 5 cells where the header has 4"),
                (4L, "has 2 cells where the header has 4"),
                (5L, "has no date that can be read"),
                (6L, "has neither a text nor a rating"),
            ],
            rows.OfType<ExportRow.Rejected>().Select(r => (r.Number, r.Reason)));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public async Task Read_AnyEncoding_KeepsEveryLetter(string name, bool withMark)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] text = encoding.GetBytes(Header + "1,2025-03-01 07:00:00.0,Größe – ça a coûté 5 €,a\r\n");

        List<ExportRow> rows = await Export.ReadAsync(withMark ? [.. encoding.GetPreamble(), .. text] : text);

        Assert.Equal("Größe – ça a coûté 5 €", Item(Assert.Single(rows)).Comments!.Single().Text);
    }

    [Fact]
    public async Task Read_Windows1252ByteFarBehindPlainAscii_IsReadAsSuch()
    {
        byte[] filler = Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Repeat("1,2025-03-01 07:00:00.0,plain,a\n", 4_000)));

        List<ExportRow> rows = await Export.ReadAsync([.. filler, .. "1,2025-03-01 07:00:00.0,caf"u8, 0xE9, .. ",b\n"u8]);

        Assert.Equal("café", Item(rows[^1]).Comments!.Single().Text);
    }

    [Fact]
    public async Task Read_Gzip_IsUnpacked()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Sample.Bytes("brandwatch", "01-bulk-mentions.csv"));
        }

        Assert.Equal(26, (await Export.ReadAsync(packed.ToArray())).Count);
    }

    [Fact]
    public async Task Read_GzipCutOff_KeepsWhatCameBeforeAndSaysSo()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"1,2025-03-01 07:00:00.0,text,{i}\n"))));
        }

        List<ExportRow> rows = await Export.ReadAsync(packed.ToArray()[..^100_000]);

        Assert.InRange(rows.Count, 10_000, 19_000);
        Assert.Contains("cut off", Assert.IsType<ExportRow.Rejected>(rows[^1]).Reason, StringComparison.Ordinal);
        Assert.Single(rows.OfType<ExportRow.Rejected>());
    }

    [Fact]
    public async Task Read_TwiceTheSameBytes_GivesTheSameRows()
    {
        byte[] bytes = Sample.Bytes("brandwatch", "01-bulk-mentions.csv");

        List<ExportRow> first = await Export.ReadAsync(bytes);
        List<ExportRow> second = await Export.ReadAsync(bytes);

        Assert.Equal(
            first.Select(r => (r.Number, FeedbackId.ContentHash(Item(r)))),
            second.Select(r => (r.Number, FeedbackId.ContentHash(Item(r)))));
    }

    [Fact]
    public async Task Read_SourceStated_IsTakenOverTheDialects()
    {
        List<ExportRow> rows = [];
        using MemoryStream stream = new(Sample.Bytes("brandwatch", "01-bulk-mentions.csv"));
        await foreach (ExportRow row in ExportReader.ReadAsync(stream, "my-listening", CancellationToken.None))
        {
            rows.Add(row);
        }

        Assert.All(rows, r => Assert.Equal("my-listening", Item(r).Source));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    [InlineData("just one line of prose without any columns")]
    [InlineData("a,b,c\n1,2,3\n")]
    public async Task Read_NoKnownHeader_IsUnreadable(string file)
    {
        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(() => ReadAsync(file));

        Assert.NotEmpty(e.Message);
    }

    [Theory]
    [InlineData("<b>late</b> &amp; cold<br>again<br />x", "late & cold\nagain\nx")]
    [InlineData("I <3 it, 3 < 4 &amp;lt; 5", "I <3 it, 3 < 4 &lt; 5")]
    [InlineData("open <b tag", "open <b tag")]
    [InlineData("=HYPERLINK(1)", "=HYPERLINK(1)")]
    public async Task Read_MarkupInText_BecomesPlainText(string cell, string text)
    {
        List<ExportRow> rows = await ReadAsync($"{Header}1,2025-03-01 07:00:00.0,\"{cell}\",a\n");

        Assert.Equal(text, Item(Assert.Single(rows)).Comments!.Single().Text);
    }

    [Fact]
    public async Task Read_AddressThatIsNoWebAddress_IsLeftOut()
    {
        List<ExportRow> rows = await ReadAsync("Query Id,Date,Full Text,Url\n1,2025-03-01 07:00:00.0,text,javascript:alert(1)\n");

        Assert.Null(Item(Assert.Single(rows)).Url);
    }

    private static Task<List<ExportRow>> ReadAsync(string file) => Export.ReadAsync(Encoding.UTF8.GetBytes(file));

    private static FeedbackItem Item(ExportRow row) => Assert.IsType<ExportRow.Read>(row).Item;
}
