namespace CxFunnel.Samples.Tests;

/// <summary>The samples of the default seed, generated and read once for all tests.</summary>
internal static class Samples
{
    public static SampleSet Set { get; } = SampleCompany.Generate();

    public static ReadSamples Read { get; } = SampleReader.Read(Set);
}
