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
}
