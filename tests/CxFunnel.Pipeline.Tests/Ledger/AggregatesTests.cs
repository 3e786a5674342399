using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class AggregatesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_OfAnySums_ReadBackEqual(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            Aggregates sums = Some(random, cells: random.Next(0, 12));

            byte[] bytes = sums.ToBytes();
            Aggregates read = Aggregates.FromBytes(bytes);

            Assert.Equal(sums.Cells.Select(c => (c.Key, c.Value)), read.Cells.Select(c => (c.Key, c.Value)));
            Assert.Equal(bytes, read.ToBytes());
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Bytes_OfTheSameSum_DoNotDependOnOrderOrOnWhatWasTakenBack(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 100; i++)
        {
            Aggregates[] parts = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Some(random, random.Next(1, 6)))];
            Aggregates[] takenBack = [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Some(random, random.Next(1, 6)))];
            Aggregates plain = Sum(parts);

            Aggregates[] shuffled = [.. parts, .. takenBack];
            random.Shuffle(shuffled);
            Aggregates other = Sum(shuffled);
            random.Shuffle(takenBack);
            foreach (Aggregates back in takenBack)
            {
                other.Subtract(back);
            }

            Assert.Equal(plain.ToBytes(), other.ToBytes());
        }
    }

    [Fact]
    public void Subtract_Everything_LeavesNothing()
    {
        Aggregates sums = Some(new Random(6), 9);
        Aggregates same = Aggregates.FromBytes(sums.ToBytes());

        sums.Subtract(same);

        Assert.True(sums.IsEmpty);
        Assert.Equal(new Aggregates().ToBytes(), sums.ToBytes());
    }

    [Fact]
    public void Add_BeyondInt64_Throws()
    {
        Aggregates sums = new();
        sums.At(Cell.All)[Measure.GapSum] = long.MaxValue;

        Assert.Throws<OverflowException>(() => sums.Add(Aggregates.FromBytes(sums.ToBytes())));
    }

    [Fact]
    public void FromBytes_Nothing_IsEmpty() => Assert.True(Aggregates.FromBytes([]).IsEmpty);

    [Fact]
    public void FromBytes_AnyCutOrFlippedByte_ReadsOrThrowsFormatException()
    {
        byte[] bytes = Some(new Random(7), 6).ToBytes();
        for (int length = 1; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => Aggregates.FromBytes(bytes.AsSpan(0, length)));
        }

        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 0x81;
            Exception? thrown = Record.Exception(() => Aggregates.FromBytes(flipped));
            Assert.True(thrown is null or FormatException, $"byte {at}: {thrown}");
        }
    }

    [Fact]
    public void FromBytes_OfALaterFormat_SaysSo() =>
        Assert.Contains("format 2", Assert.Throws<FormatException>(() => Aggregates.FromBytes([2, 0, 0])).Message, StringComparison.Ordinal);

    [Fact]
    public void FitInto_BeyondTheCap_MovesNewValuesToOther()
    {
        Aggregates sum = new();
        foreach (string value in new[] { "a", "b", "c" })
        {
            sum.At(new Cell(Dimensions.Segment, value))[Measure.Feedback] = 1;
        }

        Aggregates more = new();
        more.At(new Cell(Dimensions.Segment, "b"))[Measure.Feedback] = 1;
        more.At(new Cell(Dimensions.Segment, "d"))[Measure.Feedback] = 1;
        more.At(new Cell(Dimensions.Segment, "e"))[Measure.Feedback] = 1;
        more.At(new Cell(Dimensions.Source, "x"))[Measure.Feedback] = 1;

        Aggregates fitted = more.FitInto(sum, maxValues: 4);

        Assert.Equal(
            [(Cell.Other, 1L), ("b", 1L), ("d", 1L), ("x", 1L)],
            fitted.Cells.Select(c => (c.Key.Value, c.Value[Measure.Feedback])).Order());
    }

    [Fact]
    public void FitInto_Whatever_KeepsTheTotalOfEachDimensionAndTheCap()
    {
        Random random = new(8);
        Aggregates sum = new();
        for (int i = 0; i < 200; i++)
        {
            Aggregates part = Some(random, 5);
            Aggregates fitted = part.FitInto(sum, maxValues: 6);
            sum.Add(fitted);

            foreach (string dimension in Dimensions.Names)
            {
                Assert.Equal(Total(part, dimension), Total(fitted, dimension));
                Assert.True(sum.Cells.Keys.Count(c => c.Dimension == dimension && c.Value != Cell.Other) <= 6);
            }
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a|b")]
    [InlineData("100%")]
    [InlineData("%41")]
    [InlineData("a/b\\c#d?e")]
    [InlineData("")]
    [InlineData("ünï 😀")]
    public void CellKey_OfAnyValue_ParsesBack(string value)
    {
        Cell cell = new(Dimensions.Segment, value);

        Assert.Equal(cell, Cell.Parse(cell.Key));
        Assert.DoesNotContain(cell.Key, c => c is '/' or '\\' or '#' or '?' || char.IsControl(c));
    }

    private static long Total(Aggregates sums, string dimension) =>
        sums.Cells.Where(c => c.Key.Dimension == dimension).Sum(c => c.Value[Measure.Feedback]);

    private static Aggregates Sum(IEnumerable<Aggregates> parts)
    {
        Aggregates sum = new();
        foreach (Aggregates part in parts)
        {
            sum.Add(part);
        }

        return sum;
    }

    /// <summary>Few values, so that cells meet; many sizes of numbers, so that every length of the codec occurs.</summary>
    private static Aggregates Some(Random random, int cells)
    {
        Aggregates sums = new();
        for (int i = 0; i < cells; i++)
        {
            Cell cell = new(Dimensions.Names[random.Next(Dimensions.Names.Count)], $"v{random.Next(9)}{(random.Next(5) == 0 ? "|é%" : "")}");
            Tally tally = new() { [Measure.Feedback] = random.Next(1, 4) };
            foreach (Measure measure in Enum.GetValues<Measure>().Where(_ => random.Next(4) == 0))
            {
                tally[measure] = random.NextInt64(-(1L << random.Next(1, 55)), 1L << random.Next(1, 55));
            }

            tally[Measure.Feedback] = random.Next(1, 1000);
            sums.At(cell).Add(tally);
        }

        return sums;
    }
}
