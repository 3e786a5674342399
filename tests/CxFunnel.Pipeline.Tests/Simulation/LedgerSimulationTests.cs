using System.Globalization;
using CxFunnel.Testing.Simulation;
using Xunit.Abstractions;

namespace CxFunnel.Pipeline.Tests.Simulation;

/// <summary>
/// <c>CXFUNNEL_SIMULATION_SEEDS</c> runs that many seeds, <c>CXFUNNEL_SIMULATION_FROM</c> starts elsewhere than at 0, and
/// <c>CXFUNNEL_SIMULATION_SEED</c> runs a single one again.
/// </summary>
public sealed class LedgerSimulationTests(ITestOutputHelper output)
{
    private const int SeedsByDefault = 2_000;

    private static int? Single => Number("CXFUNNEL_SIMULATION_SEED");

    [Fact]
    public void Pipeline_AnyFaultsAnySeed_CountsEverythingExactlyOnce()
    {
        int from = Single ?? Number("CXFUNNEL_SIMULATION_FROM") ?? 0;
        int count = Single is null ? Number("CXFUNNEL_SIMULATION_SEEDS") ?? SeedsByDefault : 1;
        List<SimulationException> failures = [];
        List<SimulationRun> runs = [];
        for (int seed = from; seed < from + count && failures.Count < 5; seed++)
        {
            try
            {
                runs.Add(LedgerSimulation.Run(seed));
            }
            catch (SimulationException e)
            {
                failures.Add(e);
            }
        }

        output.WriteLine(
            $"{count} seeds from {from}: {Sum(r => r.Steps)} steps, {Sum(r => r.Identities)} feedback, {Sum(r => r.Faults)} faults, {Sum(r => r.Crashes)} crashes, {Sum(r => r.Moves)} ledgers laid out anew, {Sum(r => r.Copied)} feedback copied, {Sum(r => r.CutCopies)} crashes in mid copy, {Sum(r => r.Deferred)} messages deferred, {Sum(r => r.DeferredTwice)} of them there twice, "
            + $"{Sum(r => r.Erasures)} customers erased, {Sum(r => r.Poisoned)} messages poisoned and replayed, {Sum(r => r.Discoveries)} runs of discovery with {Sum(r => r.Found)} root causes found at last "
            + $"and {Sum(r => r.Decisions)} decisions about them, {Sum(r => r.Rescored)} feedback given other causes, {Sum(r => r.CountedPartials)} partial responses counted.");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Select(f => Single is null ? f.Message : f.ToString())));
        Assert.True(count < SeedsByDefault || (Sum(r => r.Rescored) > 0 && Sum(r => r.Found) > 0), "No cause was found, or nothing was given other ones: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || Sum(r => r.CountedPartials) > 0, "No partial response was counted: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || Sum(r => r.Moves) > 0, "No ledger was laid out anew: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || Sum(r => r.CutCopies) > 0, "Nobody crashed in the middle of a copy: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || (Sum(r => r.DeferredTwice) > 0 && Sum(r => r.Deferred) > Sum(r => r.DeferredTwice)), "No message was deferred, or none was cut off at it: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || Sum(r => r.Erasures) > 0, "Nobody was erased: the runs prove nothing about it.");

        long Sum(Func<SimulationRun, long> number) => runs.Sum(number);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pipeline_SameSeedTwice_TakesTheSameSteps(int seed) => Assert.Equal(LedgerSimulation.Run(seed), LedgerSimulation.Run(seed));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
