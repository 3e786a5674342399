using CxFunnel.Testing.Chaos;
using Xunit.Abstractions;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary><c>./cx bench chaos</c> is the long form of this.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task App_KilledAgainAndAgainOnStorageThatFails_CountsEverythingExactlyOnce()
    {
        ChaosReport report = await ChaosRun.RunAsync(new ChaosOptions
        {
            Seed = 1,
            Kills = 4,
            Reshards = 2,
            Erasures = 4,
            LongestLife = TimeSpan.FromSeconds(2),
            Lease = TimeSpan.FromSeconds(4),
            OnProgress = output.WriteLine,
        });

        output.WriteLine($"{report.Kills} kills, {report.Reshards} reshards, {report.Deferred} messages deferred, {report.Erasures} erasures, {report.Acknowledged} items of {report.Feedback} feedback, {report.Imports} imports, {report.SentAgain} sent again, {report.Replayed} replayed, {report.Took.TotalSeconds:N0} s, {string.Join(", ", report.Faults)}");
        Assert.True(report.Problems.Count == 0, string.Join(Environment.NewLine, report.Problems));
        Assert.True(report.Metrics.IsEqual, string.Join(Environment.NewLine, report.Metrics.Differences));
        Assert.Equal(0, report.VerifyDifferences);
        Assert.True(report.Erasures > 0, "nobody was erased");
        Assert.True(report.Acknowledged > report.Feedback && report.Imports > 0, "there were no repeats or no imports");
        Assert.All(report.Faults, fault => Assert.True(fault.Value > 0, $"no request met the fault {fault.Key}"));
    }
}
