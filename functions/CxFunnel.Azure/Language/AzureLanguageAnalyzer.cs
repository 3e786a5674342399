using System.Globalization;
using System.Net;
using Azure;
using Azure.AI.TextAnalytics;
using CxFunnel.Pipeline.Analyze.Cloud;
using CxFunnel.TextAnalytics;
using DetectedLanguage = CxFunnel.TextAnalytics.DetectedLanguage;

namespace CxFunnel.Azure.Language;

/// <summary>
/// Azure AI Language behind the pipeline's port: sentiment with opinions, key phrases, personal data, and the language where it is not known.
/// </summary>
public sealed class AzureLanguageAnalyzer(TextAnalyticsClient client, TimeProvider clock) : ICloudAnalyzer
{
    /// <summary>Documents a request. The service's limits; those of key phrases are the same as of sentiment.</summary>
    private const int SentimentBatch = 10;
    private const int PersonalDataBatch = 5;
    private const int LanguageBatch = 1000;

    /// <summary>A request is at most 1 MB; a UTF-16 unit takes at most 6 bytes in it.</summary>
    private const int MaxBatchUnits = 150_000;

    /// <summary>Requests under way at once; the service allows 300 a second and more in paid tiers, 100 a minute in the free one.</summary>
    private const int MaxParallelRequests = 4;

    /// <summary>A throttled request is worth waiting for this long, once; for longer, the embedded engine is better.</summary>
    private static readonly TimeSpan PatienceWhenThrottled = TimeSpan.FromSeconds(2);

    /// <summary>What one text is billed at most: sentiment (opinions included), key phrases, personal data.</summary>
    private const int AnalysesPerText = 3;

    /// <inheritdoc/>
    public int TextRecords(TextInput text)
    {
        ArgumentNullException.ThrowIfNull(text);
        long records = LanguagePieces.TextRecords(text.Text);
        return (int)((records * AnalysesPerText) + (text.Language is null ? records : 0));
    }

    /// <summary>The languages that the embedded engine scores; the service reads them all, with opinions and personal data.</summary>
    public bool Reads(string language) => EmbeddedTextEngine.ScoredLanguages.Contains(language, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        LanguagePiece[] pieces = [.. texts.SelectMany((text, i) => LanguagePieces.Of(i, text.Text))];
        if (pieces.Length == 0)
        {
            return [];
        }

        using RequestRun run = new(this, pieces);
        try
        {
            return await AnalyzeAsync(texts, pieces, run, cancellation);
        }
        catch (CloudUnavailableException e) when (run.HasAnswers && !e.MayBeBilled)
        {
            throw new CloudUnavailableException(e.Failure, e.Message, e.RetryAfter, e) { MayBeBilled = true };
        }
    }

    private async Task<IReadOnlyList<CloudFinding?>> AnalyzeAsync(IReadOnlyList<TextInput> texts, LanguagePiece[] pieces, RequestRun run, CancellationToken cancellation)
    {
        DetectedLanguage?[] languages = await LanguagesAsync(texts, pieces, run, cancellation);
        string LanguageOf(LanguagePiece piece) => languages[piece.TextIndex]?.Code ?? texts[piece.TextIndex].Language!;
        TextDocumentInput Document(int piece) => new(Id(piece), pieces[piece].Text) { Language = LanguageOf(pieces[piece]) };

        // A language that the service does not read has no findings: its pieces are not sent.
        int[] read = [.. Enumerable.Range(0, pieces.Length).Where(i => Reads(LanguageOf(pieces[i])))];
        Task<ModelledSentiment?[]> sentiments = run.SendAsync(read, SentimentBatch, r => r.Result.Id, (batch, token) => SentimentsAsync([.. batch.Select(Document)], token), cancellation);
        Task<ExtractKeyPhrasesResult?[]> phrases = run.SendAsync(read, SentimentBatch, r => r.Id, (batch, token) => PhrasesAsync([.. batch.Select(Document)], token), cancellation);
        Task<RecognizePiiEntitiesResult?[]> personal = run.SendAsync(read, PersonalDataBatch, r => r.Id, (batch, token) => PersonalDataAsync([.. batch.Select(Document)], token), cancellation);
        await Task.WhenAll(sentiments, phrases, personal);

        ModelledSentiment?[] tones = await sentiments;
        ExtractKeyPhrasesResult?[] topics = await phrases;
        RecognizePiiEntitiesResult?[] people = await personal;
        ILookup<int, PieceFindings> findings = read.ToLookup(
            p => pieces[p].TextIndex, p => new PieceFindings(pieces[p], tones[p]?.Result, tones[p]?.Model, topics[p], people[p]));
        return [.. texts.Select((text, i) => FindingMerge.Merge(languages[i], text.Text, [.. findings[i]]))];
    }

    private static string Id(int piece) => piece.ToString(CultureInfo.InvariantCulture);

    /// <summary>The language of each text that does not name one; asked with its first piece.</summary>
    private async Task<DetectedLanguage?[]> LanguagesAsync(IReadOnlyList<TextInput> texts, LanguagePiece[] pieces, RequestRun run, CancellationToken cancellation)
    {
        DetectedLanguage?[] languages = new DetectedLanguage?[texts.Count];
        int[] asked = [.. Enumerable.Range(0, pieces.Length).Where(i => pieces[i].Offset == 0 && texts[pieces[i].TextIndex].Language is null)];
        DetectLanguageResult?[] results = await run.SendAsync<DetectLanguageResult>(
            asked,
            LanguageBatch,
            r => r.Id,
            async (batch, token) => (await client.DetectLanguageBatchAsync(
                [.. batch.Select(i => new DetectLanguageInput(Id(i), pieces[i].Text) { CountryHint = DetectLanguageInput.None })], NotKept(new TextAnalyticsRequestOptions()), token)).Value,
            cancellation);
        foreach (int piece in asked)
        {
            languages[pieces[piece].TextIndex] = results[piece] is { HasError: false, PrimaryLanguage: { Iso6391Name.Length: 2 } language }
                ? new DetectedLanguage(language.Iso6391Name, language.ConfidenceScore)
                : new DetectedLanguage(DetectedLanguage.Unknown, 0);
        }

        return languages;
    }

    private async Task<IReadOnlyList<ModelledSentiment>> SentimentsAsync(TextDocumentInput[] documents, CancellationToken cancellation)
    {
        AnalyzeSentimentResultCollection results = await client.AnalyzeSentimentBatchAsync(
            documents, NotKept(new AnalyzeSentimentOptions { IncludeOpinionMining = true }), cancellation);
        return [.. results.Select(result => new ModelledSentiment(result, results.ModelVersion))];
    }

    private async Task<IReadOnlyList<ExtractKeyPhrasesResult>> PhrasesAsync(TextDocumentInput[] documents, CancellationToken cancellation) =>
        (await client.ExtractKeyPhrasesBatchAsync(documents, NotKept(new TextAnalyticsRequestOptions()), cancellation)).Value;

    private async Task<IReadOnlyList<RecognizePiiEntitiesResult>> PersonalDataAsync(TextDocumentInput[] documents, CancellationToken cancellation)
    {
        RecognizePiiEntitiesOptions options = NotKept(new RecognizePiiEntitiesOptions());
        foreach (PiiEntityCategory category in FindingMerge.Categories)
        {
            options.CategoriesFilter.Add(category);
        }

        return (await client.RecognizePiiEntitiesBatchAsync(documents, options, cancellation)).Value;
    }

    /// <summary>The service must not keep the texts for its own diagnostics.</summary>
    private static T NotKept<T>(T options)
        where T : TextAnalyticsRequestOptions
    {
        options.DisableServiceLogs = true;
        return options;
    }

    /// <summary>One request. Waits out a short throttling once; never sleeps on a quota.</summary>
    private async Task<IReadOnlyList<T>> GuardAsync<T>(Func<CancellationToken, Task<IReadOnlyList<T>>> call, CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await call(cancellation);
            }
            catch (RequestFailedException e)
            {
                CloudUnavailableException failure = Failure(e);
                if (attempt > 0 || failure.Failure != CloudFailure.Throttled || (failure.RetryAfter ?? TimeSpan.Zero) > PatienceWhenThrottled)
                {
                    throw failure;
                }

                await Task.Delay(failure.RetryAfter ?? TimeSpan.Zero, clock, cancellation);
            }
            catch (Exception e) when (e is IOException or AggregateException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                throw new CloudUnavailableException(CloudFailure.NoAnswer, "The language service gave no answer.", retryAfter: null, e);
            }
        }
    }

    /// <summary>The message names status and code: the client's own may quote what was sent.</summary>
    private CloudUnavailableException Failure(RequestFailedException e) => new(
        e.Status switch
        {
            (int)HttpStatusCode.TooManyRequests => CloudFailure.Throttled,
            // The free quota is over: a 403 that says when to come back. One without is a missing right.
            (int)HttpStatusCode.Forbidden when RetryAfter(e) is not null => CloudFailure.QuotaEnded,
            (int)HttpStatusCode.RequestTimeout => CloudFailure.NoAnswer,
            >= 400 and < 500 => CloudFailure.Refused,
            _ => CloudFailure.NoAnswer,
        },
        e.Status == 0 ? "The language service cannot be reached." : string.Create(CultureInfo.InvariantCulture, $"The language service answered {e.Status} {e.ErrorCode}."),
        RetryAfter(e),
        e);

    /// <summary>Seconds, or a date.</summary>
    private TimeSpan? RetryAfter(RequestFailedException e)
    {
        if (e.GetRawResponse() is not { } response || !response.Headers.TryGetValue("Retry-After", out string? value))
        {
            return null;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? TimeSpan.FromTicks(Math.Max(0, (at - clock.GetUtcNow()).Ticks))
            : null;
    }

    private sealed record ModelledSentiment(AnalyzeSentimentResult Result, string Model);

    /// <summary>The requests of one analysis: so many documents each, a few under way at once.</summary>
    private sealed class RequestRun(AzureLanguageAnalyzer analyzer, LanguagePiece[] pieces) : IDisposable
    {
        private readonly SemaphoreSlim _gate = new(MaxParallelRequests);
        private int _answers;

        /// <summary>Whether the service answered any of them: then it bills something.</summary>
        public bool HasAnswers => Volatile.Read(ref _answers) > 0;

        /// <summary>Sends the pieces that are asked about.</summary>
        /// <returns>A result a piece, by the piece's number; null for pieces not asked about and not answered.</returns>
        public async Task<T?[]> SendAsync<T>(
            int[] asked, int maxDocuments, Func<T, string> idOf, Func<int[], CancellationToken, Task<IReadOnlyList<T>>> call, CancellationToken cancellation)
            where T : class
        {
            T?[] all = new T?[pieces.Length];
            await Task.WhenAll(Batches(asked, maxDocuments).Select(async batch =>
            {
                await _gate.WaitAsync(cancellation);
                try
                {
                    foreach (T result in await analyzer.GuardAsync(token => call(batch, token), cancellation))
                    {
                        all[int.Parse(idOf(result), NumberStyles.None, CultureInfo.InvariantCulture)] = result;
                    }

                    Interlocked.Increment(ref _answers);
                }
                finally
                {
                    _gate.Release();
                }
            }));
            return all;
        }

        public void Dispose() => _gate.Dispose();

        private IEnumerable<int[]> Batches(int[] asked, int maxDocuments)
        {
            List<int> batch = [];
            int units = 0;
            foreach (int piece in asked)
            {
                if (batch.Count == maxDocuments || (batch.Count > 0 && units + pieces[piece].Text.Length > MaxBatchUnits))
                {
                    yield return [.. batch];
                    batch.Clear();
                    units = 0;
                }

                batch.Add(piece);
                units += pieces[piece].Text.Length;
            }

            if (batch.Count > 0)
            {
                yield return [.. batch];
            }
        }
    }
}
