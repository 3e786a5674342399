using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class PrototypeSetTests
{
    /// <summary>With the fast products and without, whatever the number of prototypes is a multiple of; some of them twice, so that the first of equals counts.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(257)]
    [InlineData(1_022)]
    public void Nearest_AnyPoint_IsTheOneThatEveryProductGives(int count)
    {
        Random random = new(count);
        float[][] points = [.. Enumerable.Range(0, count).Select(_ => RandomPoint(random))];
        PrototypeSet prototypes = PrototypeSet.Of([.. points.Concat(points.Take(2)).Select((point, i) => (i, 0.5f, point))]);
        float[][] kept = [.. prototypes.OwnedBy(_ => true).Select(prototype => prototype.Point)];

        for (int round = 0; round < 200; round++)
        {
            // Anywhere, or near one of them, which may be there twice.
            float[] point = RandomPoint(random);
            if (round % 2 == 0)
            {
                Vectors.Add(point, kept[random.Next(kept.Length)], 2);
                Vectors.Normalize(point);
            }

            float[] similarities = [.. kept.Select(prototype => Vectors.Dot(point, prototype))];
            Assert.Equal((Array.IndexOf(similarities, similarities.Max()), similarities.Max()), prototypes.Nearest(point));
        }
    }

    [Fact]
    public void Nearest_PointOfZeros_IsTheFirst()
    {
        PrototypeSet prototypes = PrototypeSet.Of([.. Enumerable.Range(0, 9).Select(i => (i, 0.5f, RandomPoint(new Random(i))))]);

        Assert.Equal((0, 0f), prototypes.Nearest(new float[ReasonSpace.Dimensions]));
    }

    [Fact]
    public void Nearest_NoPrototypes_IsNone() => Assert.Equal((-1, float.NegativeInfinity), PrototypeSet.Empty.Nearest(RandomPoint(new Random(1))));

    private static float[] RandomPoint(Random random)
    {
        float[] point = [.. Enumerable.Range(0, ReasonSpace.Dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
        Vectors.Normalize(point);
        return point;
    }
}
