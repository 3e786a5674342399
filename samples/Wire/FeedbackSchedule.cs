using CxFunnel.Samples.Story;

namespace CxFunnel.Samples.Wire;

/// <summary>Orders what Tavolind's own systems send: batches, single items, repetitions, corrections and stale versions.</summary>
internal sealed class FeedbackSchedule(Chance chance)
{
    private const string Path = $"/api/feedback?program={SampleCompany.Program}";

    private const int SingleTicketEvery = 5;
    private const int PulseBatchDays = 3;
    private const int RepeatedTicketCount = 5;
    private const int RepeatedPulseBatch = 6;
    private const int CorrectedTicketCount = 14;
    private const int MovedTicketCount = 4;
    private const int CorrectedPulseCount = 8;

    private readonly List<(DateTimeOffset At, SampleRequest Request)> _requests = [];

    public int RepeatedItems { get; private set; }

    /// <summary>The corrected versions; each replaces the planned feedback with the same identity.</summary>
    public List<PlannedFeedback> Corrections { get; } = [];

    public int StaleRevisions { get; private set; }

    public IReadOnlyList<SampleRequest> Order(
        IReadOnlyList<PlannedFeedback> tickets, IReadOnlyList<PlannedFeedback> reviews, IReadOnlyList<PlannedFeedback> pulses)
    {
        SendTickets(tickets);
        SendReviews(reviews);
        SendPulses(pulses);
        CorrectTickets(tickets);
        CorrectPulses(pulses);
        return [.. _requests.OrderBy(request => request.At).Select(request => request.Request)];
    }

    private void SendTickets(IReadOnlyList<PlannedFeedback> tickets)
    {
        // The help desk calls at once for every fifth ticket; the others go out in a weekly batch.
        List<PlannedFeedback> single = [.. tickets.Where((_, index) => IsSingle(index))];
        single.ForEach(ticket => SendOne(ticket.SubmittedAt, ticket));
        foreach (int index in chance.Sample(single.Count, RepeatedTicketCount))
        {
            Repeat(single[index].SubmittedAt.AddMinutes(3), single[index]);
        }

        foreach (var week in tickets.Where((_, index) => !IsSingle(index)).GroupBy(WeekOf))
        {
            SendArray([.. week]);
        }
    }

    private void SendReviews(IReadOnlyList<PlannedFeedback> reviews)
    {
        foreach (var week in reviews.GroupBy(WeekOf))
        {
            SendLines([.. week]);
        }

        // Known again by its content only.
        PlannedFeedback nameless = reviews.First(review => review.SourceId is null);
        Repeat(nameless.SubmittedAt.AddDays(9), nameless);
    }

    private void SendPulses(IReadOnlyList<PlannedFeedback> pulses)
    {
        List<List<PlannedFeedback>> batches =
            [.. pulses.GroupBy(pulse => DateOnly.FromDateTime(pulse.SubmittedAt.UtcDateTime).DayNumber / PulseBatchDays).Select(batch => batch.ToList())];
        batches.ForEach(SendArray);
        SendArray(batches[RepeatedPulseBatch]); // the app lost the answer and tried again
        RepeatedItems += batches[RepeatedPulseBatch].Count;
    }

    private void CorrectTickets(IReadOnlyList<PlannedFeedback> tickets)
    {
        List<PlannedFeedback> batched = [.. tickets.Where((_, index) => !IsSingle(index))];
        foreach ((int position, int index) in chance.Sample(EarlyEnough(batched.Count), CorrectedTicketCount).Index())
        {
            PlannedFeedback ticket = batched[index];
            PlannedFeedback corrected = ticket with { Csat = ticket.Csat is 5 or null ? 4 : ticket.Csat + 1 };
            Correct(ticket, position < MovedTicketCount ? MoveDay(corrected) : corrected, isOldSentAgain: position % 4 == 0);
        }
    }

    private void CorrectPulses(IReadOnlyList<PlannedFeedback> pulses)
    {
        // The second half only: the repeated batch lies in the first.
        int half = pulses.Count / 2;
        foreach ((int position, int index) in chance.Sample(EarlyEnough(pulses.Count) - half, CorrectedPulseCount).Index())
        {
            PlannedFeedback pulse = pulses[half + index];
            Correct(pulse, pulse with { Nps = pulse.Nps is null or 9 ? 10 : 9 }, isOldSentAgain: position < 2);
        }
    }

    /// <summary>Corrections come within the period, and later than the batch that brought the first version.</summary>
    private static int EarlyEnough(int count) => count * 8 / 10;

    private void Correct(PlannedFeedback old, PlannedFeedback corrected, bool isOldSentAgain)
    {
        DateTimeOffset at = old.SubmittedAt.AddDays(8).AddMinutes(chance.Below(600));
        corrected = corrected with { RevisedAt = at };
        Corrections.Add(corrected);
        SendOne(at, corrected);
        if (isOldSentAgain)
        {
            SendOne(at.AddHours(1), old);
            StaleRevisions++;
        }
    }

    /// <summary>It happened a day earlier than first noted.</summary>
    private static PlannedFeedback MoveDay(PlannedFeedback feedback)
    {
        DateOnly day = feedback.Day == StoryCalendar.FirstDay ? feedback.Day.AddDays(1) : feedback.Day.AddDays(-1);
        return feedback with { OccurredAt = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) };
    }

    private void Repeat(DateTimeOffset at, PlannedFeedback feedback)
    {
        SendOne(at, feedback);
        RepeatedItems++;
    }

    private void SendOne(DateTimeOffset at, PlannedFeedback feedback) =>
        Send(at, "application/json", Utf8Json.Write(json => FeedbackItemJson.Write(json, feedback)));

    private void SendArray(List<PlannedFeedback> items) => Send(items[^1].SubmittedAt, "application/json", Utf8Json.Write(json =>
    {
        json.WriteStartArray();
        items.ForEach(item => FeedbackItemJson.Write(json, item));
        json.WriteEndArray();
    }));

    private void SendLines(List<PlannedFeedback> items) => Send(
        items[^1].SubmittedAt,
        "application/x-ndjson",
        [.. items.SelectMany(item => Utf8Json.Write(json => FeedbackItemJson.Write(json, item)).Append((byte)'\n'))]);

    private void Send(DateTimeOffset at, string contentType, byte[] body) => _requests.Add((at, new SampleRequest(Path, contentType, body)));

    private static bool IsSingle(int index) => index % SingleTicketEvery == 0;

    private static DateOnly WeekOf(PlannedFeedback feedback) => StoryCalendar.WeekOf(DateOnly.FromDateTime(feedback.SubmittedAt.UtcDateTime));
}
