using System.Collections.Concurrent;
using System.Globalization;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Quarantine;
using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.Extensions.Logging;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>
/// Fetches a response that a webhook only named, and sends it to be counted. It asks once; whatever has to wait goes back into
/// the queue, hidden for that long. What waiting does not mend goes to quarantine with the webhook and a reason to act on.
/// </summary>
public sealed partial class FetchResponses
{
    /// <summary>For an API that says "too many" and not until when; the tools' limits are per minute.</summary>
    private static readonly TimeSpan UsualPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, ApiPace> _paces = new(StringComparer.Ordinal);
    private readonly FetchedVersions _fetched = new();
    private readonly ResponseClient _client;
    private readonly SurveyDefinitions _definitions;
    private readonly FetchRequests _requests;
    private readonly MappingStore _mappings;
    private readonly FeedbackInbox _inbox;
    private readonly QuarantineStore _quarantine;
    private readonly Sources _sources;
    private readonly FetchOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<FetchResponses> _log;

    public FetchResponses(
        IHttpClientFactory clients,
        FetchRequests requests,
        MappingStore mappings,
        FeedbackInbox inbox,
        QuarantineStore quarantine,
        Sources sources,
        FetchOptions options,
        TimeProvider clock,
        ILogger<FetchResponses> log)
    {
        (_requests, _mappings, _inbox, _quarantine, _sources, _options, _clock, _log) = (requests, mappings, inbox, quarantine, sources, options, clock, log);
        _client = new ResponseClient(clients, options, clock);
        _definitions = new SurveyDefinitions(_client, clock);
    }

    /// <summary>Returns when the response is in the inbox, the request back in the queue, or the webhook in quarantine.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Call again; a response fetched twice counts once.</exception>
    public async Task FetchAsync(FetchResponseV1 request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A token may have been taken away since.
        if (_requests.Obstacle(request) is { } obstacle)
        {
            await SetAsideAsync(request, obstacle, cancellation);
            return;
        }

        ResponseApi api = ResponseApis.For(request.Source)!;
        DateTimeOffset? happenedAt = api.HappenedAt(request.Notification);
        if (_fetched.Covers(Key(request), happenedAt))
        {
            return;
        }

        SourceOptions source = _sources.Of(request.Source);
        ApiPace pace = _paces.GetOrAdd(request.Source, static _ => new ApiPace());
        DateTimeOffset now = _clock.GetUtcNow();
        DateTimeOffset turn = pace.Turn(request.Turn, source.ApiCallsPerMinute ?? api.CallsPerMinute, now);
        if (turn > now)
        {
            await _requests.SendAsync(request with { Turn = turn }, turn - now, cancellation);
            return;
        }

        ApiAnswer answer = await _client.GetAsync(api, source, api.ResponsePath(request.SurveyId, request.ResponseId), cancellation);
        Heed(answer, pace);
        if (answer is ApiAnswer.Found found)
        {
            IFetchedResponseReader reader = (IFetchedResponseReader)SurveyAdapters.For(request.Source);
            (ApiAnswer? notYet, SurveyDefinition? definition) = await _definitions.GetAsync(api, reader, source, request.SurveyId, cancellation);
            if (notYet is null)
            {
                DateTimeOffset? versionAt = await TakeAsync(request, reader, found.Body, definition, cancellation);
                if (versionAt is not null && happenedAt is not null)
                {
                    _fetched.Remember(Key(request), versionAt > happenedAt ? versionAt.Value : happenedAt.Value);
                }

                return;
            }

            Heed(notYet, pace);
            answer = notYet;
        }

        await LaterOrAsideAsync(request, api, answer, cancellation);
    }

    /// <summary>What an API asks for holds for every response of it.</summary>
    private void Heed(ApiAnswer answer, ApiPace pace)
    {
        if (answer is ApiAnswer.Busy || answer.Pause is not null)
        {
            pace.CloseUntil(_clock.GetUtcNow() + (answer.Pause ?? UsualPause));
        }
    }

    private static string Key(FetchResponseV1 request) => $"{request.Program}|{request.Source}|{request.SurveyId}|{request.ResponseId}";

    /// <returns>The version of the response that is in the inbox now; null when none is.</returns>
    private async Task<DateTimeOffset?> TakeAsync(
        FetchResponseV1 request, IFetchedResponseReader reader, byte[] response, SurveyDefinition? definition, CancellationToken cancellation)
    {
        SurveyRequest body = new(request.Source, "application/json", response, request.ReceivedAt);
        SourceMapping? mapping = await _mappings.FindAsync(request.Program, request.Source, request.SurveyId, cancellation);
        SurveyReading reading = reader.ReadFetched(body, request.SurveyId, definition, mapping);
        switch (reading)
        {
            case SurveyReading.Items items when items.Values.Any(i => i.SourceId != request.ResponseId):
                await SetAsideAsync(request, "The API answered with another response than the one that the webhook names.", cancellation);
                break;
            case SurveyReading.Items items:
                await _inbox.SendAgainAsync(request.Program, request.ReceivedAt, items.Values, cancellation);
                return items.Values.Max(i => i.RevisedAt);
            case SurveyReading.Malformed malformed:
                await SetAsideAsync(request, $"The response was fetched and cannot be read: {malformed.Reason}.", cancellation);
                break;
            case SurveyReading.Empty { IsUnmapped: true } unmapped:
                await SetAsideAsync(request, $"The response was fetched, and {unmapped.Advice}.", cancellation);
                break;
            default:
                Log.NothingToKeep(_log, request.Source, SurveyReader.Word(reading));
                break;
        }

        return null;
    }

    private Task LaterOrAsideAsync(FetchResponseV1 request, ResponseApi api, ApiAnswer answer, CancellationToken cancellation)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        FetchResponseV1 again = request with { Failures = request.Failures + 1, FailingSince = request.FailingSince ?? now, Turn = null };
        TimeSpan failing = now - again.FailingSince!.Value;
        return answer switch
        {
            ApiAnswer.Refused refused => SetAsideAsync(request, refused.Reason, cancellation),
            // The pace, which is closed now, gives it its turn.
            ApiAnswer.Busy busy => _requests.SendAsync(request with { Turn = null }, busy.Pause ?? UsualPause, cancellation),
            ApiAnswer.NotFound when failing >= _options.NotFoundPatience => SetAsideAsync(
                request,
                $"{api.Name} knows no such response (404): it was deleted, or the token or address belongs to another account. Check Sources__{api.Source}__ApiToken and __ApiBaseAddress, then replay.",
                cancellation),
            ApiAnswer.Failed failed when failing >= _options.Patience => SetAsideAsync(
                request,
                string.Create(CultureInfo.InvariantCulture, $"{api.Name}'s API {failed.What}, {again.Failures} times within {failing.TotalHours:0.#} hours. Replay when it works again."),
                cancellation),
            _ => _requests.SendAsync(again, Longer(Wait(request.Failures), answer.Pause), cancellation),
        };
    }

    private TimeSpan Wait(int failures)
    {
        double wait = _options.FirstWait.TotalSeconds * Math.Pow(2, Math.Min(failures, 30));
        return TimeSpan.FromSeconds(Math.Min(wait, _options.LongestWait.TotalSeconds));
    }

    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) => asked > wait ? asked.Value : wait;

    private async Task SetAsideAsync(FetchResponseV1 request, string reason, CancellationToken cancellation)
    {
        await _quarantine.KeepAsync(
            new SetAside(request.Program, request.Source, request.ContentType, request.Notification, reason, request.ReceivedAt), cancellation);
        Log.SetAside(_log, request.Source, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Information, "A fetched response of {Source} is {Outcome}: nothing to keep.")]
        public static partial void NothingToKeep(ILogger logger, string source, string outcome);

        [LoggerMessage(1011, LogLevel.Warning, "A webhook of {Source} is set aside: {Reason}")]
        public static partial void SetAside(ILogger logger, string source, string reason);
    }
}
