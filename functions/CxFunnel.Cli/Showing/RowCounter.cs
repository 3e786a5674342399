using System.Globalization;

namespace CxFunnel.Cli.Showing;

/// <summary>Shows a growing number while someone watches; says nothing otherwise.</summary>
public sealed class RowCounter(Screen screen, string what) : IProgress<long>
{
    private const long ShownEvery = 20_000;

    private readonly Lock _gate = new();
    private long _rows;

    public void Report(long value)
    {
        lock (_gate)
        {
            long before = _rows;
            _rows += value;
            if (screen.IsWatched && before / ShownEvery != _rows / ShownEvery)
            {
                screen.Say(string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} {what} ..."));
            }
        }
    }
}
