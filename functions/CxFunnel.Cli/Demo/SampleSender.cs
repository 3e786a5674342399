using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CxFunnel.Cli.Importing;
using CxFunnel.Cli.Sending;
using CxFunnel.Samples;
using UploadOptions = CxFunnel.Pipeline.Ingest.Imports.UploadOptions;

namespace CxFunnel.Cli.Demo;

/// <summary>What one way in took.</summary>
/// <param name="Requests">Answered 202.</param>
/// <param name="Accepted">Items that the answers confirm.</param>
/// <param name="Quarantined">Bodies that were set aside; 0 for good samples.</param>
public sealed record SentTally(int Requests, long Accepted, long Quarantined);

/// <param name="Imports">One an export, in order, with their final state.</param>
public sealed record SentSamples(SentTally Webhooks, SentTally Feedback, IReadOnlyList<ImportStatus> Imports);

/// <summary>Sends the samples through the real endpoints, as survey tools and people would.</summary>
public sealed class SampleSender(FunnelClient client, WebhookSecret secret, TimeProvider clock)
{
    /// <summary>As many webhooks at once as a busy survey tool sends.</summary>
    private const int Concurrency = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="samples">What to send.</param>
    /// <param name="onSent">Called after each request and each finished export, from any thread.</param>
    /// <param name="cancellation">Ends the sending.</param>
    /// <exception cref="CxException">A sample was refused.</exception>
    public async Task<SentSamples> SendAsync(SampleSet samples, Action onSent, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<SentTally> webhooks = PostAllAsync(samples.Webhooks, isSigned: true, Concurrency, onSent, all.Token);
        Task<SentTally> feedback = PostAllAsync(samples.Feedback, isSigned: false, Concurrency / 4, onSent, all.Token);
        Task<IReadOnlyList<ImportStatus>> imports = ImportAllAsync(samples.Exports, onSent, all.Token);
        try
        {
            // The first that fails ends the others.
            await foreach (Task done in Task.WhenEach(webhooks, feedback, imports))
            {
                await done;
            }
        }
        catch
        {
            await all.CancelAsync();
            await Task.WhenAll(webhooks, feedback, imports).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return new SentSamples(await webhooks, await feedback, await imports);
    }

    private async Task<SentTally> PostAllAsync(
        IReadOnlyList<SampleRequest> requests, bool isSigned, int concurrency, Action onSent, CancellationToken cancellation)
    {
        long accepted = 0;
        long quarantined = 0;
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation },
            async (request, token) =>
            {
                JsonElement answer = await PostAsync(request, isSigned, token);
                Interlocked.Add(ref accepted, answer.GetProperty("accepted").GetInt64());
                Interlocked.Add(ref quarantined, answer.TryGetProperty("quarantined", out JsonElement count) ? count.GetInt64() : 0);
                onSent();
            });
        return new SentTally(requests.Count, accepted, quarantined);
    }

    private async Task<JsonElement> PostAsync(SampleRequest sample, bool isSigned, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.SendAsync(
            () =>
            {
                HttpRequestMessage request = new(HttpMethod.Post, sample.Path) { Content = new ByteArrayContent(sample.Body) };
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(sample.ContentType);
                if (isSigned)
                {
                    request.Headers.Add("Typeform-Signature", secret.Sign(sample.Body));
                }

                return request;
            },
            onWait: null,
            cancellation);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new CxException($"A sample for {sample.Path} was refused with {await ErrorAnswer.DescribeAsync(response, cancellation)}");
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        return document.RootElement.Clone();
    }

    /// <summary>One after the other: a row that two exports share is new in the first of them.</summary>
    private async Task<IReadOnlyList<ImportStatus>> ImportAllAsync(
        IReadOnlyList<SampleExport> exports, Action onSent, CancellationToken cancellation)
    {
        ImportUpload upload = new(client, clock);
        List<ImportStatus> statuses = [];
        foreach (SampleExport export in exports)
        {
            Uri location = await upload.SendAsync(() => Content(export), SampleCompany.Program, source: null, UploadOptions.None, onWait: null, cancellation);
            (ImportStatus status, _) = await upload.FollowAsync(location, onProgress: null, Patience, cancellation);
            if (status.HasFailed)
            {
                throw new CxException($"The sample export {export.FileName} failed: {status.Reason}");
            }

            statuses.Add(status);
            onSent();
        }

        return statuses;
    }

    private static ByteArrayContent Content(SampleExport export)
    {
        ByteArrayContent content = new(export.Content);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(ExportFile.ContentTypeOf(export.FileName));
        return content;
    }
}
