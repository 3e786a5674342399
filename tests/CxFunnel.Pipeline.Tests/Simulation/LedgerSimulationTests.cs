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
        (long steps, long crashes, long faults, long identities, long poisoned, long rescored, long moves, long erasures, long partials) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int seed = from; seed < from + count && failures.Count < 5; seed++)
        {
            try
            {
                SimulationRun run = LedgerSimulation.Run(seed);
                (steps, crashes, faults, identities, poisoned, rescored, moves, erasures, partials) =
                    (steps + run.Steps, crashes + run.Crashes, faults + run.Faults, identities + run.Identities, poisoned + run.Poisoned, rescored + run.Rescored, moves + run.Moves, erasures + run.Erasures, partials + run.CountedPartials);
            }
            catch (SimulationException e)
            {
                failures.Add(e);
            }
        }

        output.WriteLine($"{count} seeds from {from}: {steps} steps, {identities} feedback, {faults} faults, {crashes} crashes, {moves} ledgers laid out anew, {erasures} customers erased, {poisoned} messages poisoned and replayed, {rescored} feedback given other causes, {partials} partial responses counted.");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Select(f => Single is null ? f.Message : f.ToString())));
        Assert.True(count < SeedsByDefault || rescored > 0, "Nothing was given other causes: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || partials > 0, "No partial response was counted: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || moves > 0, "No ledger was laid out anew: the runs prove nothing about it.");
        Assert.True(count < SeedsByDefault || erasures > 0, "Nobody was erased: the runs prove nothing about it.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pipeline_SameSeedTwice_TakesTheSameSteps(int seed) => Assert.Equal(LedgerSimulation.Run(seed), LedgerSimulation.Run(seed));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
