using System.Globalization;
using CxFunnel.Cli.Sending;
using CxFunnel.Cli.Showing;
using CxFunnel.Samples;
using Spectre.Console;

namespace CxFunnel.Cli.Demo;

/// <summary>Sends the samples to a CxFunnel that runs, waits until they are counted and shows what they say.</summary>
public sealed class DemoRun(Screen screen, FunnelClient client, WebhookSecret secret, TimeProvider clock)
{
    private static readonly TimeSpan PlainProgress = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Corrections may still be on their way when the last item is counted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Whether every sample item is accounted for.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        SampleSet samples = SampleCompany.Generate();
        long earlier = (await MetricsRow.ReadAsync(client, SampleCompany.Program, "total", "all", cancellation)).Sum(row => row.Feedback);
        if (earlier > 0)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture, $"{earlier:N0} items are here from an earlier run; all are sent again, and none of them may be counted again."));
        }

        long start = clock.GetTimestamp();
        SentSamples sent = screen.IsWatched
            ? await screen.Console.Progress().HideCompleted(false).StartAsync(progress => WatchedAsync(progress, samples, cancellation))
            : await PlainAsync(samples, cancellation);
        double seconds = clock.GetElapsedTime(start).TotalSeconds;
        screen.Say(string.Create(
            CultureInfo.InvariantCulture, $"{samples.Truth.Items:N0} items sent, analyzed and counted in {seconds:0.0} s ({samples.Truth.Items / seconds:N0} a second)."));

        (DemoMetrics metrics, IReadOnlyList<string> differences) = await CompareAsync(samples.Truth, sent, cancellation);
        DemoSummary summary = new(screen);
        summary.Show(samples, sent, metrics);
        summary.ShowAccount(samples.Truth, differences);
        return differences.Count == 0;
    }

    private async Task<SentSamples> WatchedAsync(ProgressContext progress, SampleSet samples, CancellationToken cancellation)
    {
        ProgressTask sending = progress.AddTask("Sending the samples", maxValue: Requests(samples));
        ProgressTask counting = progress.AddTask("Counting", maxValue: samples.Truth.Items);
        return await SendAndWaitAsync(samples, () => sending.Increment(1), counted => counting.Value = counted, cancellation);
    }

    private async Task<SentSamples> PlainAsync(SampleSet samples, CancellationToken cancellation)
    {
        int requests = Requests(samples);
        int sent = 0;
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"Sending {requests:N0} requests and exports with {samples.Truth.Items:N0} items ..."));
        void Tell() => screen.Say(string.Create(CultureInfo.InvariantCulture, $"  {Volatile.Read(ref sent):N0} of {requests:N0} sent"));
        await using ITimer timer = clock.CreateTimer(_ => Tell(), null, PlainProgress, PlainProgress);
        return await SendAndWaitAsync(
            samples,
            () =>
            {
                if (Interlocked.Increment(ref sent) == requests)
                {
                    timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    screen.Say("Counting ...");
                }
            },
            _ => { },
            cancellation);
    }

    private async Task<SentSamples> SendAndWaitAsync(SampleSet samples, Action onSent, Action<long> onCounted, CancellationToken cancellation)
    {
        CountingWait counting = new(client, clock);
        SentSamples sent = await new SampleSender(client, secret, clock).SendAsync(samples, onSent, cancellation);
        await counting.RunAsync(SampleCompany.Program, samples.Truth.Items, onCounted, cancellation);
        return sent;
    }

    private async Task<(DemoMetrics Metrics, IReadOnlyList<string> Differences)> CompareAsync(
        SampleTruth truth, SentSamples sent, CancellationToken cancellation)
    {
        long start = clock.GetTimestamp();
        while (true)
        {
            DemoMetrics metrics = await DemoMetrics.ReadAsync(client, SampleCompany.Program, cancellation);
            IReadOnlyList<string> differences = Accounting.Differences(truth, sent, metrics);
            if (differences.Count == 0 || clock.GetElapsedTime(start) > Patience)
            {
                return (metrics, differences);
            }

            await Task.Delay(Poll, clock, cancellation);
        }
    }

    private static int Requests(SampleSet samples) => samples.Webhooks.Count + samples.Feedback.Count + samples.Exports.Count;
}
