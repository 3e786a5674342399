namespace CxFunnel.Testing.Chaos;

/// <summary>How far the killing is, so that what else goes on meanwhile is spread over all of it.</summary>
internal sealed class ChaosPace
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private double _share;

    /// <summary>The share of the kills that are done, 0..1; 1 also when there is nothing to wait for.</summary>
    public double Share
    {
        get => Volatile.Read(ref _share);
        set => Volatile.Write(ref _share, value);
    }

    /// <summary>Waits for the turn of one of several things that are to be spread.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="count">How many there are.</param>
    public async Task WaitForAsync(int number, int count)
    {
        while (Share < (double)number / count)
        {
            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }
}
