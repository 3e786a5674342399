using System.Text;
using CxFunnel.Cli.Analyzing;

namespace CxFunnel.Cli.Tests.Analyzing;

public sealed class LineBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public async Task Read_InPiecesOfAnySize_GivesTheSameBytesAndLineNumbers(int pieceBytes)
    {
        string text = string.Join('\n', Enumerable.Range(1, 3000).Select(i => new string('x', i % 97) + i));

        StringBuilder joined = new();
        long expectedLine = 1;
        await foreach (LineBlock block in LineBlocks.ReadAsync(new Pieces(Encoding.UTF8.GetBytes(text), pieceBytes), CancellationToken.None))
        {
            Assert.Equal(expectedLine, block.FirstLine);
            string part = Encoding.UTF8.GetString(block.Bytes.Span);
            expectedLine += part.Count(c => c == '\n');
            joined.Append(part);
        }

        Assert.Equal(text, joined.ToString());
        Assert.Equal(3000, expectedLine);
    }

    [Fact]
    public async Task Read_LineLongerThanAllowed_IsReportedAndSkipped()
    {
        byte[] bytes = [.. "a\n"u8, .. Enumerable.Repeat((byte)'b', LineBlocks.MaxLineBytes + 100_000), .. "\nc\nd"u8];

        List<LineBlock> blocks = [];
        await foreach (LineBlock block in LineBlocks.ReadAsync(new Pieces(bytes, 300_000), CancellationToken.None))
        {
            blocks.Add(block);
        }

        Assert.Equal([(1L, false), (2L, true), (3L, false), (4L, false)], blocks.Select(b => (b.FirstLine, b.IsTooLong)));
        Assert.Equal("c\n", Encoding.UTF8.GetString(blocks[2].Bytes.Span));
        Assert.Equal("d", Encoding.UTF8.GetString(blocks[3].Bytes.Span));
    }

    /// <summary>A stream that brings only so many bytes a read, as pipes do.</summary>
    private sealed class Pieces(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
    }
}
