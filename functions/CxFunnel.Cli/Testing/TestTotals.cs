using System.Globalization;

namespace CxFunnel.Cli.Testing;

/// <summary>How many tests ended which way. Adds up over projects.</summary>
public readonly record struct TestTotals(int Passed, int Failed, int Skipped)
{
    /// <summary>A check that is no test (build, format) or a test host that died: it counts as one failure.</summary>
    public static TestTotals OneFailure => new(0, 1, 0);

    public int Count => Passed + Failed + Skipped;

    public static TestTotals operator +(TestTotals a, TestTotals b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    /// <summary>The last line of <c>./cx test</c>; programs read it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");
}
