using System.Diagnostics.Metrics;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.PersonalData;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>
/// The embedded engine reads every text; the cloud is asked about those that it is unsure of, as long as the budget lasts and the cloud
/// answers. Whatever goes wrong there, the embedded result stands.
/// </summary>
public sealed partial class RoutedTextAnalyzer : ITextAnalyzer, IDisposable
{
    /// <summary>Half of at least this many calls failed: leave the cloud alone for a while.</summary>
    private const int LeastCalls = 4;

    private static readonly TimeSpan Sampled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortBreak = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MendingBreak = TimeSpan.FromMinutes(5);

    /// <summary>An open breaker looks again this often at the latest, however long the service asked for: keys and tiers get mended.</summary>
    private static readonly TimeSpan LongestBreak = TimeSpan.FromHours(1);

    private static readonly Meter Meter = new("CxFunnel.Language");
    private static readonly Counter<long> Texts = Meter.CreateCounter<long>("cxfunnel.language.texts", "{text}", "Texts by the engine whose result was kept, and why.");

    private readonly ITextAnalyzer _embedded;
    private readonly ICloudAnalyzer _cloud;
    private readonly TextRecordBudget _budget;
    private readonly FindingCache _cache;
    private readonly LanguageOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<RoutedTextAnalyzer> _log;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline<IReadOnlyList<CloudFinding?>?> _guarded;
    private TimeSpan? _askedBreak; // of the latest failure

    public RoutedTextAnalyzer(
        ITextAnalyzer embedded, ICloudAnalyzer cloud, TextRecordBudget budget, LanguageOptions options, TimeProvider clock, ILogger<RoutedTextAnalyzer> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_embedded, _cloud, _budget, _options, _clock, _log) = (embedded, cloud, budget, options, clock, log);
        _cache = new FindingCache(options.CacheEntries);
        _guarded = new ResiliencePipelineBuilder<IReadOnlyList<CloudFinding?>?> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<IReadOnlyList<CloudFinding?>?>
            {
                ShouldHandle = new PredicateBuilder<IReadOnlyList<CloudFinding?>?>().Handle<CloudUnavailableException>(),
                FailureRatio = 0.5,
                MinimumThroughput = LeastCalls,
                SamplingDuration = Sampled,
                BreakDurationGenerator = _ => ValueTask.FromResult(BreakDuration()),
                StateProvider = _breaker,
            })
            .Build();
    }

    /// <summary>Closed: the cloud is asked. Open: it is left alone. Half open: one call tries it.</summary>
    public CircuitState Breaker => _breaker.CircuitState;

    public int CachedFindings => _cache.Count;

    /// <summary>The second engine and its latest version; the name alone until it has answered.</summary>
    public string SecondEngine { get; private set; } = "azure-language";

    public async Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        TextInsight[] insights = [.. await _embedded.AnalyzeAsync(program, texts, cancellation)];
        List<(int Index, FindingCache.Key Key, TextInput Text)> unsure = [];
        int known = 0;
        for (int i = 0; i < insights.Length; i++)
        {
            if (!IsUnsure(texts[i], insights[i]))
            {
                continue;
            }

            // The embedded engine's language is told, unless it is unsure of that too.
            TextInput asked = texts[i] with { Language = insights[i].Language.Code == DetectedLanguage.Unknown ? null : insights[i].Language.Code };
            FindingCache.Key key = FindingCache.KeyOf(asked);
            if (_cache.Find(key) is { } finding)
            {
                insights[i] = Join(texts[i], insights[i], finding);
                known++;
            }
            else
            {
                unsure.Add((i, key, asked));
            }
        }

        Count(known, "cloud", "cached");
        if (unsure.Count > 0)
        {
            await AskAsync(texts, insights, unsure, cancellation);
        }

        return insights;
    }

    public void Dispose() => _budget.Dispose();

    /// <summary>
    /// Texts with personal data stay here: the stage redacts them and asks again, and only what it then sends is free of it.
    /// </summary>
    private bool IsUnsure(TextInput text, TextInsight insight)
    {
        SentimentConfidence c = insight.Confidence;
        return Math.Max(c.Positive, Math.Max(c.Neutral, c.Negative)) < _options.Threshold
            && insight.PersonalData.Count == 0
            && !string.IsNullOrWhiteSpace(text.Text)
            && (insight.Language.Code == DetectedLanguage.Unknown || _cloud.Reads(insight.Language.Code));
    }

    private async Task AskAsync(
        IReadOnlyList<TextInput> texts, TextInsight[] insights, List<(int Index, FindingCache.Key Key, TextInput Text)> unsure, CancellationToken cancellation)
    {
        // One text that two people wrote is asked once.
        TextInput[] asked = [.. unsure.DistinctBy(u => u.Key).Select(u => u.Text)];
        long records = asked.Sum(text => (long)_cloud.TextRecords(text));
        string why;
        try
        {
            if (await _guarded.ExecuteAsync(async token => await SpendAsync(asked, records, token), cancellation) is { } findings)
            {
                Keep(texts, insights, unsure, asked, findings);
                return;
            }

            why = "no-budget";
        }
        catch (CloudUnavailableException e)
        {
            why = e.Failure switch { CloudFailure.Throttled => "throttled", CloudFailure.QuotaEnded => "quota-ended", CloudFailure.Refused => "refused", _ => "no-answer" };
            Log.NoResult(_log, e.Failure, e.Message);
            await SettleAsync(e, records, cancellation);
        }
        catch (BrokenCircuitException)
        {
            why = "breaker-open";
        }
        catch (StorageUnavailableException)
        {
            // Without knowing the budget nothing is spent.
            why = "no-budget";
        }

        Count(unsure.Count, "embedded", why);
    }

    /// <returns>Null when there is no budget for them.</returns>
    private async Task<IReadOnlyList<CloudFinding?>?> SpendAsync(TextInput[] asked, long records, CancellationToken cancellation) =>
        await _budget.TryTakeAsync(records, cancellation) ? await WithinLimitAsync(asked, cancellation) : null;

    private async Task<IReadOnlyList<CloudFinding?>> WithinLimitAsync(TextInput[] asked, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await _cloud.AnalyzeAsync(asked, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Noted(new CloudUnavailableException(CloudFailure.NoAnswer, $"No answer within {_options.Timeout}.", retryAfter: null, e));
        }
        catch (CloudUnavailableException e)
        {
            throw Noted(e);
        }
    }

    private CloudUnavailableException Noted(CloudUnavailableException e)
    {
        // What a person has to mend takes a while; a restart asks again at once.
        _askedBreak = e.Failure == CloudFailure.Refused ? MendingBreak : e.RetryAfter;
        return e;
    }

    /// <summary>As long as the service asked for, within reason.</summary>
    private TimeSpan BreakDuration() => _askedBreak is not { } asked || asked < ShortBreak ? ShortBreak : asked > LongestBreak ? LongestBreak : asked;

    private async Task SettleAsync(CloudUnavailableException e, long records, CancellationToken cancellation)
    {
        if (!e.MayBeBilled)
        {
            await _budget.GiveBackAsync(records, cancellation);
        }

        if (e.Failure == CloudFailure.QuotaEnded)
        {
            try
            {
                await _budget.PauseAsync(_clock.GetUtcNow() + (e.RetryAfter is { } asked && asked < LongestBreak ? asked : LongestBreak), cancellation);
            }
            catch (StorageUnavailableException)
            {
                // This worker knows; the others will find out for themselves.
            }
        }
    }

    private void Keep(
        IReadOnlyList<TextInput> texts,
        TextInsight[] insights,
        List<(int Index, FindingCache.Key Key, TextInput Text)> unsure,
        TextInput[] asked,
        IReadOnlyList<CloudFinding?> findings)
    {
        Dictionary<FindingCache.Key, CloudFinding> found = [];
        for (int i = 0; i < asked.Length; i++)
        {
            if (findings[i] is { } finding)
            {
                FindingCache.Key key = FindingCache.KeyOf(asked[i]);
                found[key] = finding;
                SecondEngine = finding.Engine;
                _cache.Put(key, finding);
            }
        }

        int kept = 0;
        foreach ((int index, FindingCache.Key key, _) in unsure)
        {
            if (found.TryGetValue(key, out CloudFinding? finding))
            {
                insights[index] = Join(texts[index], insights[index], finding);
                kept++;
            }
        }

        Count(kept, "cloud", "asked");
        Count(unsure.Count - kept, "embedded", "document-error");
    }

    /// <summary>The cloud's reading in place of the embedded one, but for what only the embedded engine finds.</summary>
    private static TextInsight Join(TextInput text, TextInsight embedded, CloudFinding cloud)
    {
        // A placeholder of ours ("[phone]") is not personal data, whatever it looks like.
        PersonalDataSpan[] personal = [.. cloud.PersonalData.Where(span => !IsPlaceholder(text.Text, span))];
        return embedded with
        {
            Language = cloud.Language is { } language && embedded.Language.Code == DetectedLanguage.Unknown ? language : embedded.Language,
            Sentiment = cloud.Sentiment,
            Score = cloud.Confidence.Positive - cloud.Confidence.Negative,
            Confidence = cloud.Confidence,
            Sentences = cloud.Sentences,
            Opinions = cloud.Opinions,
            KeyPhrases = cloud.KeyPhrases,
            PersonalData = personal,
            Redacted = PersonalDataRedaction.Redact(text.Text, personal),
            Engine = cloud.Engine,
        };
    }

    private static bool IsPlaceholder(string text, PersonalDataSpan span) =>
        (span.Offset > 0 && text[span.Offset - 1] == '[' && span.Offset + span.Length < text.Length && text[span.Offset + span.Length] == ']')
        || (text[span.Offset] == '[' && text[span.Offset + span.Length - 1] == ']');

    private static void Count(int texts, string engine, string why)
    {
        if (texts > 0)
        {
            Texts.Add(texts, new KeyValuePair<string, object?>("engine", engine), new KeyValuePair<string, object?>("why", why));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "The cloud text engine gave no result ({Failure}): {Reason} The embedded results are used.")]
        public static partial void NoResult(ILogger logger, CloudFailure failure, string reason);
    }
}
