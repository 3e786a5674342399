namespace CxFunnel.Cli.Testing;

/// <summary>
/// Picks the failed tests out of what <c>dotnet test</c> prints, each with its message and stack trace as one block, so that
/// projects that run side by side do not mix their lines.
/// </summary>
public sealed class FailureBlocks(Action<string> onFailure)
{
    private const string Start = "  Failed ";

    private static readonly string[] Ends = ["  Passed ", "  Skipped ", "Passed!", "Failed!", "Skipped!", "Test Run", "Total tests:", "Results File:", "[xUnit.net "];

    private readonly List<string> _block = [];

    public void Add(string line)
    {
        bool isStart = line.StartsWith(Start, StringComparison.Ordinal);
        if (isStart || Ends.Any(end => line.StartsWith(end, StringComparison.Ordinal)))
        {
            Flush();
        }

        if (isStart || _block.Count > 0)
        {
            _block.Add(line);
        }
    }

    /// <summary>The output ended.</summary>
    public void Flush()
    {
        if (_block.Count > 0)
        {
            onFailure(string.Join(Environment.NewLine, _block).TrimEnd());
            _block.Clear();
        }
    }
}
