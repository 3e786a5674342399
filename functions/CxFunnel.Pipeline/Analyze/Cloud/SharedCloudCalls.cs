using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>
/// Lets concurrent analyses share calls of the cloud: what is asked while calls are under way goes into the next one together, so that many
/// small messages fill its batches. Nobody waits for company.
/// </summary>
/// <param name="limit">How long a call may take.</param>
public sealed class SharedCloudCalls(ICloudAnalyzer cloud, TimeSpan limit, TimeProvider clock) : ICloudAnalyzer
{
    /// <summary>One more than is needed to keep the cloud busy while answers are read.</summary>
    public const int CallsAtOnce = 2;

    /// <summary>Texts in one call, unless a single analysis has more: fifty batches of the cloud's.</summary>
    public const int MaxTexts = 500;

    private readonly Lock _gate = new();
    private readonly Queue<Asked> _waiting = new();
    private int _calls;

    public int TextRecords(TextInput text) => cloud.TextRecords(text);

    public bool Reads(string language) => cloud.Reads(language);

    public Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Asked asked = new(texts, cancellation);
        bool isFree;
        lock (_gate)
        {
            _waiting.Enqueue(asked);
            isFree = _calls < CallsAtOnce;
            _calls += isFree ? 1 : 0;
        }

        if (isFree)
        {
            _ = CallAsync();
        }

        return asked.Findings.Task.WaitAsync(cancellation);
    }

    private async Task CallAsync()
    {
        while (Take() is { Count: > 0 } together)
        {
            try
            {
                using CancellationTokenSource end = new(limit, clock);
                IReadOnlyList<CloudFinding?> findings = await cloud.AnalyzeAsync([.. together.SelectMany(a => a.Texts)], end.Token);
                int from = 0;
                foreach (Asked asked in together)
                {
                    asked.Findings.TrySetResult([.. findings.Skip(from).Take(asked.Texts.Count)]);
                    from += asked.Texts.Count;
                }
            }
            catch (Exception e)
            {
                // Nothing may end the loop: whoever waits would wait for ever.
                together.ForEach(asked => asked.Findings.TrySetException(e));
            }
        }
    }

    private List<Asked> Take()
    {
        lock (_gate)
        {
            List<Asked> together = [];
            int texts = 0;
            while (_waiting.TryPeek(out Asked? next) && (together.Count == 0 || texts + next.Texts.Count <= MaxTexts))
            {
                _waiting.Dequeue();
                if (!next.Cancellation.IsCancellationRequested)
                {
                    together.Add(next);
                    texts += next.Texts.Count;
                }
            }

            _calls -= together.Count == 0 ? 1 : 0;
            return together;
        }
    }

    /// <param name="Cancellation">Whoever asked has given up; what was not sent by then is not sent.</param>
    private sealed record Asked(IReadOnlyList<TextInput> Texts, CancellationToken Cancellation)
    {
        public TaskCompletionSource<IReadOnlyList<CloudFinding?>> Findings { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
