using System.Runtime.InteropServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.Text;

/// <summary>The models' bytes, in place or copied.</summary>
public sealed class StillBytesTests
{
    private const string File = "sentiment.bin";

    [Fact]
    public void Take_AFileOfTheAssembly_AreItsBytesAndTheStreamStandsBehindThem()
    {
        byte[] expected = EmbeddedData.ReadBytes(File);
        using Stream stream = EmbeddedData.Open(File);
        stream.Position = 16;

        StillBytes taken = StillBytes.Take(stream, expected.Length - 20);

        Assert.IsType<UnmanagedMemoryStream>(stream, exactMatch: false);
        Assert.Equal(expected.Length - 4, stream.Position);
        Assert.True(MemoryMarshal.AsBytes(taken.Span).SequenceEqual(expected.AsSpan(16, expected.Length - 20)));
        Assert.Equal((sbyte)expected[17], taken.At(1));
    }

    [Fact]
    public void Take_AnyOtherStream_CopiesAndStandsBehindThem()
    {
        byte[] bytes = [1, 2, 255, 4];
        using MemoryStream stream = new(bytes);

        StillBytes taken = StillBytes.Take(stream, 3);
        bytes[0] = 9;

        Assert.Equal([1, 2, -1], taken.Span.ToArray());
        Assert.Equal(4, stream.ReadByte());
    }

    [Fact]
    public void Take_MoreThanThereIs_IsRefused()
    {
        using Stream mapped = EmbeddedData.Open(File);
        using MemoryStream copied = new([1, 2]);

        Assert.Throws<EndOfStreamException>(() => StillBytes.Take(mapped, (int)mapped.Length + 1));
        Assert.Throws<EndOfStreamException>(() => StillBytes.Take(copied, 3));
    }

    [Fact]
    public void Copy_ACollectionLater_HasNotMoved()
    {
        StillBytes copy = StillBytes.Copy([3, -4]);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.Equal([3, -4], copy.Span.ToArray());
    }
}
