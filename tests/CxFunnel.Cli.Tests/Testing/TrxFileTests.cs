using CxFunnel.Cli.Testing;

namespace CxFunnel.Cli.Tests.Testing;

public sealed class TrxFileTests
{
    [Fact]
    public void Read_ResultsOfEveryKind_CountsEachOnce()
    {
        (TestTotals totals, bool hasCrashed) = Read(1, "Completed", "Passed", "Passed", "Failed", "NotExecuted", "Timeout");

        Assert.Equal(new TestTotals(2, 2, 1), totals);
        Assert.False(hasCrashed);
        Assert.Equal("2 passed, 2 failed, 1 skipped", totals.ToString());
    }

    [Fact]
    public void Read_HostDiedAfterSomeTests_CountsOneFailureMore()
    {
        (TestTotals totals, bool hasCrashed) = Read(1, "Failed", "Passed", "Passed");

        Assert.Equal(new TestTotals(2, 1, 0), totals);
        Assert.True(hasCrashed);
    }

    [Fact]
    public void Read_HostAbortedAfterAFailure_CountsBoth()
    {
        (TestTotals totals, bool hasCrashed) = Read(1, "Aborted", "Failed");

        Assert.Equal(new TestTotals(0, 2, 0), totals);
        Assert.True(hasCrashed);
    }

    [Theory]
    [InlineData(0, 0, false)] // nothing matched the filter
    [InlineData(134, 1, true)] // died before it wrote anything
    public void Read_NoFile_TheExitCodeDecides(int exitCode, int failed, bool crashed)
    {
        (TestTotals totals, bool hasCrashed) = TrxFile.Read("does-not-exist.trx", exitCode);

        Assert.Equal(new TestTotals(0, failed, 0), totals);
        Assert.Equal(crashed, hasCrashed);
    }

    [Fact]
    public void Read_HalfAFile_IsACrash()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("half.trx", "<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results>");

        Assert.Equal((new TestTotals(0, 1, 0), true), TrxFile.Read(path, 0));
    }

    private static (TestTotals Totals, bool HasCrashed) Read(int exitCode, string summary, params string[] outcomes)
    {
        using TemporaryFolder folder = new();
        string results = string.Concat(outcomes.Select((outcome, i) => $"<UnitTestResult testName='t{i}' outcome='{outcome}' />"));
        // The counters are those that the test platform writes: it says notExecuted="0" although a test was skipped.
        string path = folder.Write("some.trx", $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>{results}</Results>
              <ResultSummary outcome="{summary}"><Counters total="{outcomes.Length}" notExecuted="0" /></ResultSummary>
            </TestRun>
            """);
        return TrxFile.Read(path, exitCode);
    }
}
