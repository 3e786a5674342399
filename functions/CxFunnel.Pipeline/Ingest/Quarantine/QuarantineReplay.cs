using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Fetch;
using CxFunnel.Pipeline.Ingest.Inbox;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Pipeline.Ingest.Quarantine;

/// <summary>What became of an input that was sent through the pipeline again.</summary>
/// <param name="Outcome"><c>accepted</c> (on its way to be counted), <c>ignored</c> (rightly nothing to keep) or <c>kept</c> (still unusable).</param>
/// <param name="Reason">Why it was kept or ignored; null when accepted.</param>
/// <param name="Ids">Feedback ids of an accepted input.</param>
public sealed record ReplayedInput(string Id, string Outcome, string? Reason, IReadOnlyList<string> Ids)
{
    public const string Accepted = "accepted";
    public const string Ignored = "ignored";
    public const string Kept = "kept";
}

/// <summary>How a replay of many inputs went.</summary>
/// <param name="Reasons">How many were kept, by reason.</param>
public sealed record QuarantineReplayReport(int Accepted, int Ignored, int Kept, IReadOnlyDictionary<string, int> Reasons);

/// <summary>
/// Sends what was set aside through the pipeline again: webhooks through today's adapter and mapping (and, where they
/// only name a response, through the tool's API), items through the inbox.
/// Accepted inputs leave the quarantine once their items are durable; a replay cut off in between counts nothing twice.
/// </summary>
public sealed class QuarantineReplay(QuarantineStore quarantine, SurveyReader reader, FetchRequests requests, FeedbackInbox inbox, IMessageQueue queue)
{
    /// <param name="program">Null for every program.</param>
    /// <param name="source">Null for every source.</param>
    public async Task<QuarantineReplayReport> ReplayAsync(string? program, string? source, CancellationToken cancellation)
    {
        List<ReplayedInput> replayed = [];
        foreach (string name in program is null ? await quarantine.ProgramsAsync(cancellation) : [program])
        {
            foreach (QuarantinedInput input in await quarantine.PageAsync(name, source, after: null, int.MaxValue, cancellation))
            {
                replayed.Add(await ReplayAsync(input, cancellation));
            }
        }

        return new QuarantineReplayReport(
            replayed.Count(r => r.Outcome == ReplayedInput.Accepted),
            replayed.Count(r => r.Outcome == ReplayedInput.Ignored),
            replayed.Count(r => r.Outcome == ReplayedInput.Kept),
            replayed.Where(r => r.Outcome == ReplayedInput.Kept).CountBy(r => r.Reason!).ToDictionary(r => r.Key, r => r.Value));
    }

    public async Task<ReplayedInput> ReplayAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ReplayedInput replayed = await SendAsync(input, cancellation);
        if (replayed.Outcome == ReplayedInput.Kept)
        {
            await quarantine.KeepOnAsync(input, replayed.Reason!, cancellation);
        }
        else
        {
            // One that was set aside again meanwhile stays.
            await quarantine.RemoveAsync(input, QuarantineState.SentOn, cancellation);
        }

        return replayed;
    }

    private async Task<ReplayedInput> SendAsync(QuarantinedInput input, CancellationToken cancellation)
    {
        if (await quarantine.BodyAsync(input, cancellation) is not { } body)
        {
            return Kept(input, "The body is gone from the container 'quarantine'.");
        }

        if (input.Source == QueueNames.FeedbackInbox)
        {
            return await SendOfInboxAsync(input, body, cancellation);
        }

        SurveyRequest request = new(input.Source, input.ContentType, body, input.ReceivedAt);
        return await reader.ReadAsync(input.Program, request, cancellation) switch
        {
            SurveyReading.Items items => await SendAsync(input, items.Values, cancellation),
            SurveyReading.Ignored ignored => new ReplayedInput(input.Id, ReplayedInput.Ignored, ignored.Reason, []),
            SurveyReading.Empty { IsUnmapped: true } unmapped => Kept(input, unmapped.Advice),
            SurveyReading.Empty empty => new ReplayedInput(input.Id, ReplayedInput.Ignored, empty.Reason, []),
            SurveyReading.Malformed malformed => Kept(input, malformed.Reason),
            SurveyReading.Notification notification => await requests.AskAsync(notification.Request(input.Program, request), cancellation) is { } obstacle
                ? Kept(input, obstacle)
                : new ReplayedInput(input.Id, ReplayedInput.Accepted, Reason: null, [FeedbackId.Of(input.Program, input.Source, notification.ResponseId)]),
            var unknown => throw new InvalidOperationException($"An adapter read '{unknown.GetType().Name}', which nothing handles."),
        };
    }

    /// <summary>A message of the inbox that was no envelope, or an item of one.</summary>
    private async Task<ReplayedInput> SendOfInboxAsync(QuarantinedInput input, byte[] body, CancellationToken cancellation)
    {
        if (EnvelopeReader.Read(body) is not EnvelopeReading.Malformed && body.Length <= IMessageQueue.MaxMessageBytes)
        {
            await queue.SendAsync(QueueNames.FeedbackInbox, body, TimeSpan.Zero, cancellation);
            return new ReplayedInput(input.Id, ReplayedInput.Accepted, Reason: null, []);
        }

        if (!JsonBody.TryParse(body, out JsonDocument? document, out InputError? error))
        {
            return Kept(input, $"The message {error!.Detail}.");
        }

        using (document)
        {
            InputErrors errors = new();
            return FeedbackReader.Read(document!.RootElement, string.Empty, errors) is { } item
                ? await SendAsync(input, [item], cancellation)
                : Kept(input, string.Join("; ", errors.Listed.Select(e => $"{e.Pointer} {e.Detail}")));
        }
    }

    private async Task<ReplayedInput> SendAsync(QuarantinedInput input, IReadOnlyList<FeedbackItem> items, CancellationToken cancellation)
    {
        await inbox.SendAgainAsync(input.Program, input.ReceivedAt, items, cancellation);
        return new ReplayedInput(input.Id, ReplayedInput.Accepted, Reason: null, [.. items.Select(i => FeedbackId.Of(input.Program, i))]);
    }

    private static ReplayedInput Kept(QuarantinedInput input, string reason) => new(input.Id, ReplayedInput.Kept, reason, []);
}
