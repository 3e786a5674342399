using CxFunnel.Pipeline.Ledger;

namespace CxFunnel.Pipeline.Tests.Ledger;

public sealed class PackedSumsTests
{
    [Fact]
    public void Unpack_AnySums_AreTheSameToTheByte()
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            Aggregates sums = new();
            for (int i = random.Next(40); i > 0; i--)
            {
                Tally tally = sums.At(new Cell(Dimensions.Names[random.Next(Dimensions.Names.Count)], $"value {random.Next(20)}"));
                tally[(Measure)random.Next(Enum.GetValues<Measure>().Length)] = random.NextInt64(long.MinValue / 2, long.MaxValue / 2) >> random.Next(64);
            }

            PackedSums packed = PackedSums.Of(sums);

            Assert.Equal(sums.Cells.Count, packed.Cells);
            Assert.Equal(sums.ToBytes(), packed.Unpack().ToBytes());
        }
    }

    [Fact]
    public void Unpack_Twice_GivesSumsThatDoNotKnowOfEachOther()
    {
        Aggregates sums = new();
        sums.At(Cell.All)[Measure.Feedback] = 3;
        PackedSums packed = PackedSums.Of(sums);

        packed.Unpack().At(Cell.All)[Measure.Feedback] = 4;

        Assert.Equal(3, packed.Unpack().At(Cell.All)[Measure.Feedback]);
    }
}
