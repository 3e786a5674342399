using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>Asks, in the queue <c>fetch-responses</c>, for responses of which a webhook gave the ids.</summary>
public sealed class FetchRequests(IMessageQueue queue, Sources sources)
{
    /// <summary>The notification is in the message, as base64 in JSON; those that tools send have about a kilobyte.</summary>
    public const int MaxNotificationBytes = 24 * 1024;

    /// <summary>A queue hides a message for seven days at most.</summary>
    private static readonly TimeSpan LongestHiding = TimeSpan.FromDays(6);

    /// <summary>Returns when the request is durable.</summary>
    /// <returns>Null; or why the response cannot be fetched, in which case nothing was sent.</returns>
    /// <exception cref="StorageUnavailableException">It may have been sent or not; a response asked for twice counts once.</exception>
    public async Task<string?> AskAsync(FetchResponseV1 request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Obstacle(request) is { } reason)
        {
            return reason;
        }

        await SendAsync(request, TimeSpan.Zero, cancellation);
        return null;
    }

    /// <summary>Puts a request back for later.</summary>
    public Task SendAsync(FetchResponseV1 request, TimeSpan wait, CancellationToken cancellation) => queue.SendAsync(
        QueueNames.FetchResponses,
        JsonSerializer.SerializeToUtf8Bytes(request, PipelineJson.Compact.FetchResponseV1),
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestHiding ? LongestHiding : wait,
        cancellation);

    /// <returns>What keeps the response from being fetched, and what to do about it; null when nothing does.</returns>
    internal string? Obstacle(FetchResponseV1 request)
    {
        if (ResponseApis.For(request.Source) is not { } api)
        {
            return "The webhook holds no answers, and nothing is known of an API that has them.";
        }

        SourceOptions source = sources.Of(request.Source);
        string[] missing = [
            .. string.IsNullOrWhiteSpace(source.ApiToken) ? [$"Sources__{api.Source}__ApiToken"] : Array.Empty<string>(),
            .. api.Address is null && string.IsNullOrWhiteSpace(source.ApiBaseAddress) ? [$"Sources__{api.Source}__ApiBaseAddress ({api.AddressExample})"] : Array.Empty<string>(),
        ];
        return missing.Length > 0 ? $"The webhook holds no answers; to fetch them from {api.Name}'s API, set {string.Join(" and ", missing)}, then replay."
            : !api.AreIds(request.SurveyId, request.ResponseId) ? $"The webhook's survey id or response id has not the form of {api.Name}'s ids."
            : request.Notification.Length > MaxNotificationBytes ? $"The webhook has {request.Notification.Length} bytes; one that only names a response has at most {MaxNotificationBytes}."
            : null;
    }
}
