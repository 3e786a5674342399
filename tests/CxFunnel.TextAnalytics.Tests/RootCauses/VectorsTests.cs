using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public class VectorsTests
{
    [Fact]
    public void Unpack_EveryByte_IsWhatOneAtATimeGives()
    {
        sbyte[] cells = [.. Enumerable.Range(sbyte.MinValue, 256).Select(i => (sbyte)i)];
        foreach (float step in new[] { 0.003f, 1f, 17.3f })
        {
            float[] values = new float[cells.Length];

            Vectors.Unpack(cells, step, values);

            Assert.Equal(cells.Select(cell => cell * step / 127), values);
        }
    }

    [Fact]
    public void DotsOfFour_AnyVectors_AreTheDotsOfEach()
    {
        float[] numbers = Numbers(5 * 144);
        ReadOnlySpan<float> x = numbers.AsSpan(0, 144);
        ReadOnlySpan<float> four = numbers.AsSpan(144);

        Assert.Equal(
            (Vectors.Dot(x, four[..144]), Vectors.Dot(x, four[144..288]), Vectors.Dot(x, four[288..432]), Vectors.Dot(x, four[432..])),
            (Vectors.DotsOfFour(x, four)[0], Vectors.DotsOfFour(x, four)[1], Vectors.DotsOfFour(x, four)[2], Vectors.DotsOfFour(x, four)[3]));
    }

    [Fact]
    public void DotsOfFour_TheLargestWholeNumbers_DoNotOverflow()
    {
        if (!Vectors.HasWholeProducts)
        {
            return; // Nobody asks for them.
        }

        short[] x = [.. Enumerable.Repeat(short.MaxValue, 144)];
        sbyte[] four = [.. Enumerable.Range(0, 4 * 144).Select(i => i < 288 ? sbyte.MaxValue : sbyte.MinValue)];

        Assert.Equal(144 * short.MaxValue * sbyte.MaxValue, Vectors.DotsOfFour(x, four)[0]);
        Assert.Equal(144 * short.MaxValue * sbyte.MinValue, Vectors.DotsOfFour(x, four)[3]);
    }

    [Fact]
    public void Add_Bytes_AreAddedAsNumbersWouldBe()
    {
        sbyte[] cells = [.. Enumerable.Range(0, 96).Select(i => (sbyte)((i * 37) - 128))];
        float[] bytes = Numbers(96);
        float[] numbers = [.. bytes];

        Vectors.Add(bytes, cells, 0.37f);
        Vectors.Add(numbers, [.. cells.Select(cell => (float)cell)], 0.37f);

        Assert.Equal(numbers, bytes);
    }

    private static float[] Numbers(int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
