namespace Microsoft.Azure.Functions.Worker.Tests.Hosting;

internal static class Eventually
{
    /// <summary>Asks until it is true; fails after 30 s.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(25, limit.Token);
        }
    }
}
