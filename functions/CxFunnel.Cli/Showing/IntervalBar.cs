namespace CxFunnel.Cli.Showing;

/// <summary>A value and its interval as text, on a scale from -100 to 100 with a mark at 0.</summary>
public static class IntervalBar
{
    /// <summary>Characters wide; odd, so that 0 has a character of its own.</summary>
    public const int Width = 41;

    private const int Middle = Width / 2;

    /// <param name="low">Lower end of the interval, -100..100.</param>
    /// <param name="value">-100..100.</param>
    /// <param name="high">Upper end of the interval, -100..100.</param>
    public static string Draw(double low, double value, double high)
    {
        char[] bar = new string('·', Width).ToCharArray();
        bar[Middle] = '│';
        for (int i = At(low); i <= At(high); i++)
        {
            bar[i] = i == Middle ? '┼' : '─';
        }

        bar[At(value)] = '●';
        return new string(bar);
    }

    private static int At(double value) =>
        (int)Math.Round((Math.Clamp(value, -100, 100) + 100) / 200 * (Width - 1), MidpointRounding.AwayFromZero);
}
