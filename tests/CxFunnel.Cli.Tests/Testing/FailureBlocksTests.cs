using CxFunnel.Cli.Testing;

namespace CxFunnel.Cli.Tests.Testing;

public sealed class FailureBlocksTests
{
    [Fact]
    public void Add_OutputOfATestRun_GivesEachFailureWhole()
    {
        List<string> failures = [];
        FailureBlocks blocks = new(failures.Add);
        foreach (string line in (string[])
            [
                "[xUnit.net 00:00:00.18]     A.B [FAIL]",
                "  Failed A.B [3 ms]",
                "  Error Message:",
                "   Assert.Equal() Failure",
                "  Stack Trace:",
                "     at A.B() in A.cs:line 3",
                "  Failed A.C [1 ms]",
                "  Error Message:",
                "   boom",
                "",
                "Failed!  - Failed:     2, Passed:     7, Skipped:     0, Total:     9",
                "Attachments: none",
            ])
        {
            blocks.Add(line);
        }

        blocks.Flush();

        Assert.Equal(2, failures.Count);
        Assert.EndsWith("at A.B() in A.cs:line 3", failures[0], StringComparison.Ordinal);
        Assert.EndsWith("   boom", failures[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Flush_OutputEndsInAFailure_StillGivesIt()
    {
        List<string> failures = [];
        FailureBlocks blocks = new(failures.Add);
        blocks.Add("  Failed A.B [3 ms]");

        blocks.Flush();

        Assert.Equal(["  Failed A.B [3 ms]"], failures);
    }
}
