using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Fetch;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Signatures;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>A webhook as it came in.</summary>
/// <param name="Headers">Names compare without case.</param>
/// <param name="RawBody">The bytes that a signature covers.</param>
/// <param name="Body">The same, decompressed.</param>
public sealed record SurveyDelivery(
    string Program, string Source, string? ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> RawBody, ReadOnlyMemory<byte> Body);

/// <summary>Takes in survey tools' webhooks: signature first, then the tool's adapter, then the inbox or the quarantine.</summary>
public sealed class SurveyIngest(SurveyReader reader, FeedbackInbox inbox, FetchRequests requests, QuarantineStore quarantine, Sources sources, TimeProvider clock)
{
    /// <summary>Signs nothing: whatever it matches is refused.</summary>
    private static readonly string[] NoSecret = ["none"];

    /// <exception cref="Storage.StorageUnavailableException">Nothing was promised; the tool may send it again.</exception>
    public async Task<IngestOutcome> TakeAsync(SurveyDelivery delivery, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        DateTimeOffset now = clock.GetUtcNow();
        SignatureResult signature = Verify(delivery, now);
        if (signature is not (SignatureResult.Valid or SignatureResult.NotSigned))
        {
            return new IngestOutcome.Unauthenticated($"The signature of this webhook is {signature.ToString().ToLowerInvariant()}.");
        }

        if (signature == SignatureResult.NotSigned && Rubbish(delivery) is { } error)
        {
            return IngestOutcome.RejectedWith(error.Pointer, error.Detail);
        }

        SurveyRequest request = new(delivery.Source, delivery.ContentType, delivery.Body, now);
        switch (await reader.ReadAsync(delivery.Program, request, cancellation))
        {
            case SurveyReading.Items items:
                await inbox.SendAsync(delivery.Program, items.Values, cancellation);
                return new IngestOutcome.Accepted([.. items.Values.Select(i => FeedbackId.Of(delivery.Program, i))]);
            case SurveyReading.Ignored ignored:
                return new IngestOutcome.Accepted([], ignored.Reason);
            case SurveyReading.Empty { IsUnmapped: true } unmapped:
                return await SetAsideAsync(delivery, unmapped.Advice, now, cancellation);
            case SurveyReading.Empty empty:
                return new IngestOutcome.Accepted([], empty.Reason);
            case SurveyReading.Notification notification:
                return await requests.AskAsync(notification.Request(delivery.Program, request), cancellation) is { } obstacle
                    ? await SetAsideAsync(delivery, obstacle, now, cancellation)
                    : new IngestOutcome.Accepted([FeedbackId.Of(delivery.Program, delivery.Source, notification.ResponseId)]);
            case SurveyReading.Malformed malformed:
                return await SetAsideAsync(delivery, malformed.Reason, now, cancellation);
            case var unknown:
                throw new InvalidOperationException($"An adapter read '{unknown.GetType().Name}', which nothing handles.");
        }
    }

    private SignatureResult Verify(SurveyDelivery delivery, DateTimeOffset now)
    {
        List<string> secrets = sources.Of(delivery.Source).Secrets;
        if (secrets.Count > 0 || !sources.MustBeSigned(delivery.Source))
        {
            return SignatureVerifier.Verify(delivery.Source, delivery.Headers, delivery.RawBody, secrets, now);
        }

        // The same work and the same answers as for a source with a secret, so that nobody finds out which ones have one.
        SignatureResult result = SignatureVerifier.Verify(delivery.Source, delivery.Headers, delivery.RawBody, NoSecret, now);
        return result == SignatureResult.Missing ? SignatureResult.Missing : SignatureResult.Invalid;
    }

    /// <summary>
    /// A body that no survey tool can have sent, where nothing proves the sender: refused with the reason, so that whoever
    /// tries things out sees it. What is signed, and what a customer's own template may have written, is kept instead.
    /// </summary>
    private static InputError? Rubbish(SurveyDelivery delivery)
    {
        if (delivery.Body.IsEmpty)
        {
            return new InputError(string.Empty, "is empty");
        }

        if (SurveyAdapters.IsWrittenByTemplate(delivery.Source) || !SaysJson(delivery.ContentType))
        {
            return null;
        }

        bool isJson = JsonBody.TryParse(delivery.Body, out JsonDocument? document, out InputError? error);
        document?.Dispose();
        return isJson ? null : error;
    }

    private static bool SaysJson(string? contentType) =>
        contentType is null || contentType.Contains("json", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    private async Task<IngestOutcome> SetAsideAsync(SurveyDelivery delivery, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        await quarantine.KeepAsync(new SetAside(delivery.Program, delivery.Source, delivery.ContentType, delivery.Body, reason, now), cancellation);
        return new IngestOutcome.Quarantined(reason);
    }
}
