using System.Globalization;

namespace CxFunnel.Benchmarks.Text;

/// <summary>What the engine is to reach, what was measured, and whether it did: one table at the end.</summary>
internal sealed class TextBars
{
    private readonly List<(string Bar, string Wanted, string Measured, bool? IsMet)> _bars = [];

    /// <param name="isMet">Null for what has no bar or was not measured.</param>
    public void Add(string bar, string wanted, string measured, bool? isMet) => _bars.Add((bar, wanted, measured, isMet));

    public void AtLeast(string bar, double wanted, double measured, string unit) =>
        Add(bar, Text($">= {wanted:N0}{unit}"), Text($"{measured:N0}{unit}"), measured >= wanted);

    public void Below(string bar, double wanted, double measured, string unit) =>
        Add(bar, Text($"< {wanted:N0}{unit}"), Text($"{measured:N1}{unit}"), measured < wanted);

    public void Share(string bar, double wanted, double measured) =>
        Add(bar, Text($">= {wanted * 100:F1} %"), Text($"{measured * 100:F1} %"), measured >= wanted);

    public void Write(TextWriter output)
    {
        output.WriteLine($"{"bar",-62}{"wanted",-22}{"measured",-34}met");
        foreach ((string bar, string wanted, string measured, bool? isMet) in _bars)
        {
            output.WriteLine($"{bar,-62}{wanted,-22}{measured,-34}{isMet switch { true => "yes", false => "NO", _ => "-" }}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
