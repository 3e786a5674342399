using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class CommunitiesTests
{
    private const int Degree = 12;
    private const int GroupSize = 40;
    private const int Nodes = 50 * GroupSize;

    [Fact]
    public void Communities_SoughtAgainInUsedMemory_AreTheSame()
    {
        (int[] neighbours, float[] similarities) = Groups();
        int[] fresh = Fresh(4);
        EdgeMemory memory = EdgeMemory.For(neighbours);
        EdgeMemory joined = new(memory.Targets.Length);
        Granularity.Choose(neighbours, similarities, Degree, threads: 2, memory, joined);
        Communities used = new(Graph.Of(neighbours, similarities, Degree, half: -1, memory), joined);
        used.Find(0.5);
        used.Find(8);

        Assert.Equal(fresh, used.Find(4));
        Assert.NotEqual(fresh, Fresh(0.01));

        int[] Fresh(double resolution)
        {
            EdgeMemory own = EdgeMemory.For(neighbours);
            return new Communities(Graph.Of(neighbours, similarities, Degree, half: -1, own), new EdgeMemory(own.Targets.Length)).Find(resolution);
        }
    }

    [Fact]
    public void Halves_InOneMemory_HoldEveryEdgeOnce()
    {
        (int[] neighbours, float[] similarities) = Groups();
        EdgeMemory memory = EdgeMemory.For(neighbours);
        Graph[] halves = [Graph.Of(neighbours, similarities, Degree, half: 0, memory), Graph.Of(neighbours, similarities, Degree, half: 1, memory)];
        Graph all = Graph.Of(neighbours, similarities, Degree, half: -1, EdgeMemory.For(neighbours));

        for (int node = 0; node < Nodes; node++)
        {
            Assert.Equal(all.Targets(node).ToArray().Order(), halves.SelectMany(half => half.Targets(node).ToArray()).Order());
        }

        Assert.All(halves, half => Assert.InRange(Enumerable.Range(0, Nodes).Sum(node => half.Targets(node).Length), Nodes * Degree / 2, Nodes * Degree * 3 / 2));
    }

    /// <summary>What cuts need grows with the lines and not with the number of cuts that are tried: it was half of the memory of a run once.</summary>
    [Fact]
    public void Granularity_ManyCuts_WorkInTheSameMemory()
    {
        (int[] neighbours, float[] similarities) = Groups();
        EdgeMemory memory = EdgeMemory.For(neighbours);
        EdgeMemory joined = new(memory.Targets.Length);

        long before = GC.GetAllocatedBytesForCurrentThread();
        (double _, double stability) = Granularity.Choose(neighbours, similarities, Degree, threads: 1, memory, joined);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(stability, 0.9, 1);
        Assert.InRange(allocated, 1, 1_000L * Nodes);
    }

    /// <summary>Nodes of one group are near to each other, and one neighbour of each is elsewhere.</summary>
    private static (int[] Neighbours, float[] Similarities) Groups()
    {
        Random random = new(11);
        int[] neighbours = new int[Nodes * Degree];
        float[] similarities = new float[neighbours.Length];
        for (int i = 0; i < neighbours.Length; i++)
        {
            int group = i / Degree / GroupSize;
            neighbours[i] = i % Degree == Degree - 1 ? random.Next(Nodes) : (group * GroupSize) + random.Next(GroupSize);
            similarities[i] = 0.4f + (0.5f * random.NextSingle());
        }

        return (neighbours, similarities);
    }
}
