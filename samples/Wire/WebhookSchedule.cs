using CxFunnel.Samples.Story;

namespace CxFunnel.Samples.Wire;

/// <summary>Orders the webhook deliveries in time, with the repetitions and partials that a real tool sends.</summary>
internal sealed class WebhookSchedule(Chance chance, TypeformBody body)
{
    private const string Path = $"/api/surveys/{SurveyPlan.Source}?program={SampleCompany.Program}";

    private const int RepeatedCount = 45;
    private const int CompletedPartialCount = 70;
    private const int LatePartialCount = 5;

    private readonly List<(DateTimeOffset At, byte[] Body)> _deliveries = [];

    public int Repeated { get; private set; }

    public int LatePartials { get; private set; }

    /// <param name="abandoned">Responses that stay partial.</param>
    public IReadOnlyList<SampleRequest> Order(IReadOnlyList<PlannedFeedback> completed, IReadOnlyList<PlannedFeedback> abandoned)
    {
        HashSet<int> repeated = [.. chance.Sample(completed.Count, RepeatedCount)];
        IReadOnlyList<int> begun = chance.Sample(completed.Count, CompletedPartialCount);
        HashSet<int> begunIndexes = [.. begun];
        HashSet<int> late = [.. begun.Take(LatePartialCount)];
        for (int index = 0; index < completed.Count; index++)
        {
            SurveyResponse response = Land(completed[index]);
            DateTimeOffset submittedAt = response.Feedback.SubmittedAt;
            if (begunIndexes.Contains(index))
            {
                Send(response, response.LandedAt.AddSeconds(20), body.Partial);
            }

            Send(response, submittedAt, body.Complete);
            if (repeated.Contains(index))
            {
                Send(response, submittedAt.AddMinutes(chance.Between(2, 30)), body.Complete);
                Repeated++;
            }

            if (late.Contains(index))
            {
                Send(response, submittedAt.AddMinutes(chance.Between(5, 10)), body.Partial);
                LatePartials++;
            }
        }

        foreach (PlannedFeedback feedback in abandoned)
        {
            SurveyResponse response = Land(feedback);
            Send(response, response.LandedAt.AddSeconds(20), body.Partial);
        }

        return [.. _deliveries.OrderBy(delivery => delivery.At).Select(delivery => new SampleRequest(Path, "application/json", delivery.Body))];
    }

    private SurveyResponse Land(PlannedFeedback feedback) => new(feedback, feedback.SubmittedAt.AddSeconds(-chance.Between(45, 400)));

    private void Send(SurveyResponse response, DateTimeOffset at, Func<SurveyResponse, string, byte[]> write) =>
        _deliveries.Add((at, write(response, TypeformBody.EventId(chance, at))));
}
