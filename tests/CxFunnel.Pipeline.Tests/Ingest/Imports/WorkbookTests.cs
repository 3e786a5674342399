using System.IO.Compression;
using System.Text;
using CxFunnel.Pipeline.Ingest.Imports;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

public sealed class WorkbookTests
{
    private const string Header = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>Reach</t></is></c></row>";
    private const string Shared = "<sst><si><t>Date</t></si><si><r><t>Com</t></r><r><t>ment</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si><si><t xml:space=\"preserve\"> late &amp;amp; cold </t></si></sst>";

    [Fact]
    public async Task Read_SharedRichAndInlineStringsAndSerialDates_AreCells()
    {
        List<ExportRow> rows = await Export.ReadAsync(Workbook(
            Header + "<row r=\"5\"><c r=\"A5\" s=\"1\"><v>45658.302083333336</v></c><c r=\"B5\" t=\"s\"><v>2</v></c></row><row r=\"6\"/>"
            + "<row r=\"7\"><c r=\"A7\"><v>45659</v></c><c r=\"C7\"><v>1450</v></c></row>"));

        ExportRow.Read read = Assert.IsType<ExportRow.Read>(rows[0]);
        Assert.Equal(5, read.Number);
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 7, 15, 0, TimeSpan.Zero), read.Item.SubmittedAt);
        Assert.Equal("late & cold", read.Item.Comments!.Single().Text);
        Assert.Equal((7L, "has neither a text nor a rating"), (rows[1].Number, Assert.IsType<ExportRow.Rejected>(rows[1]).Reason));
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task Read_SecondSheetHasTheHeader_IsFound()
    {
        List<ExportRow> rows = await Export.ReadAsync(Workbook(
            "<row><c t=\"inlineStr\"><is><t>About this file</t></is></c></row>",
            Header + "<row><c><v>45658</v></c><c t=\"str\"><v>good</v></c></row>"));

        Assert.Equal("good", Assert.IsType<ExportRow.Read>(Assert.Single(rows)).Item.Comments!.Single().Text);
    }

    [Theory]
    [InlineData("S2", "second")]
    [InlineData("s1", "first")]
    [InlineData("2", "second")]
    [InlineData(null, "first")]
    public async Task Read_SheetThatTheUploadNames_IsTheOnlyOne(string? sheet, string expected)
    {
        byte[] workbook = Workbook(
            Header + "<row><c><v>45658</v></c><c t=\"str\"><v>first</v></c></row>",
            Header + "<row><c><v>45658</v></c><c t=\"str\"><v>second</v></c></row>");

        List<ExportRow> rows = await Export.ReadAsync(workbook, new ExportOptions { Sheet = sheet });

        Assert.Equal(expected, Assert.IsType<ExportRow.Read>(Assert.Single(rows)).Item.Comments!.Single().Text);
    }

    [Theory]
    [InlineData("S3")]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("-1")]
    public async Task Read_SheetThatIsNotThere_IsUnreadable(string sheet)
    {
        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(() => Export.ReadAsync(Workbook(Header, Header), new ExportOptions { Sheet = sheet }));

        Assert.Contains("it has 2", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet/>")]
    [InlineData("<worksheet><sheetData><row r=\"2\"><c")]
    [InlineData("")]
    public async Task Read_SheetWithEntitiesOrDamage_IsUnreadable(string sheet) =>
        await Assert.ThrowsAsync<UnreadableExportException>(() => Export.ReadAsync(Archive(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", WorkbookXml(1)), ("xl/_rels/workbook.xml.rels", Relations(1)), ("xl/worksheets/sheet1.xml", sheet))));

    [Fact]
    public async Task Read_ValueThatNeverEnds_IsRefusedBeforeItFillsTheMemory()
    {
        byte[] bomb = Archive(
            ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", WorkbookXml(1)), ("xl/_rels/workbook.xml.rels", Relations(1)),
            ("xl/sharedStrings.xml", $"<sst><si><t>{new string('a', 20 << 20)}</t></si></sst>"), ("xl/worksheets/sheet1.xml", "<worksheet/>"));

        Assert.InRange(bomb.Length, 1, 1 << 20);
        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(() => Export.ReadAsync(bomb));
        Assert.Contains("longer than any cell", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ZipWithOneFile_IsUnpackedWhateverItsName()
    {
        byte[] zip = Archive(("../../evil.csv", "date,comment\n2026-01-02,late\n"), ("__MACOSX/._evil.csv", "x"));

        Assert.Single(await Export.ReadAsync(zip));
    }

    [Theory]
    [InlineData("a.csv", "b.csv")]
    [InlineData("folder/", "other/")]
    public async Task Read_ZipWithoutExactlyOneFile_IsUnreadable(string one, string other) =>
        await Assert.ThrowsAsync<UnreadableExportException>(() => Export.ReadAsync(Archive((one, ""), (other, ""))));

    [Fact]
    public async Task Read_GzipOfAWorkbook_IsReadToo()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Sample.Bytes("brandwatch", "02-bulk-mentions.xlsx"));
        }

        Assert.Equal(10, (await Export.ReadAsync(packed.ToArray())).OfType<ExportRow.Read>().Count());
    }

    [Fact]
    public async Task Read_OldWorkbook_SaysHowToSaveIt()
    {
        UnreadableExportException e = await Assert.ThrowsAsync<UnreadableExportException>(() => Export.ReadAsync([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]));

        Assert.Contains(".xlsx", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Workbook(params string[] sheets) => Archive(
    [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", WorkbookXml(sheets.Length)),
        ("xl/_rels/workbook.xml.rels", Relations(sheets.Length)),
        ("xl/sharedStrings.xml", Shared),
        .. sheets.Select((rows, i) => ($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")),
    ]);

    private static string WorkbookXml(int sheets) =>
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
        + string.Concat(Enumerable.Range(1, sheets).Select(i => $"<sheet name=\"S{i}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>")) + "</sheets></workbook>";

    private static string Relations(int sheets) =>
        "<Relationships>" + string.Concat(Enumerable.Range(1, sheets).Select(i => $"<Relationship Id=\"rId{i}\" Target=\"worksheets/sheet{i}.xml\"/>")) + "</Relationships>";

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stream.ToArray();
    }
}
