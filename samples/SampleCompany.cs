using CxFunnel.Samples.Story;
using CxFunnel.Samples.Voice;
using CxFunnel.Samples.Wire;

namespace CxFunnel.Samples;

/// <summary>
/// Ninety days of feedback about Tavolind, an invented company that sells things for the home. The README beside this
/// file tells the story; people, orders, addresses and numbers are invented as well.
/// </summary>
public static class SampleCompany
{
    /// <summary>The programme that all samples belong to.</summary>
    public const string Program = "demo";

    private const int SurveyCount = 2600;
    private const int AbandonedSurveyCount = 24;
    private const int TicketCount = 320;
    private const int ReviewCount = 330;
    private const int NamelessReviewCount = 12;
    private const int PulseCount = 250;
    private const int MentionCount = 2500;
    private const int StarsOnlyMentionCount = 15;

    /// <summary>Generates the samples. Pure: no clock, no culture, no file; the same seed gives the same bytes.</summary>
    /// <param name="seed">Another seed tells the same story with other people and other words; the counts of items stay.</param>
    public static SampleSet Generate(int seed = 1)
    {
        IReadOnlyDictionary<string, TextStock> stocks = TextStock.ReadAll();
        var customers = new Customers(new Chance(seed, "customers"));
        var voice = new FeedbackVoice(stocks, new Chance(seed, "voice"));

        var surveyPlan = new SurveyPlan(new Chance(seed, "surveys"), customers, voice, stocks);
        IReadOnlyList<PlannedFeedback> surveys = surveyPlan.Draw(SurveyCount);
        IReadOnlyList<PlannedFeedback> abandoned = surveyPlan.Draw(AbandonedSurveyCount);

        var ownPlan = new OwnPlan(new Chance(seed, "own systems"), customers, voice, stocks);
        IReadOnlyList<PlannedFeedback> tickets = ownPlan.DrawTickets(TicketCount);
        IReadOnlyList<PlannedFeedback> reviews = ownPlan.DrawReviews(ReviewCount, NamelessReviewCount);
        IReadOnlyList<PlannedFeedback> pulses = ownPlan.DrawPulses(PulseCount);

        IReadOnlyList<PlannedMention> mentions = new MentionPlan(new Chance(seed, "mentions"), voice, stocks)
            .Draw(MentionCount, StarsOnlyMentionCount);

        var webhookSchedule = new WebhookSchedule(new Chance(seed, "webhooks"), new TypeformBody(stocks));
        IReadOnlyList<SampleRequest> webhooks = webhookSchedule.Order(surveys, abandoned);
        var feedbackSchedule = new FeedbackSchedule(new Chance(seed, "feedback"));
        IReadOnlyList<SampleRequest> feedback = feedbackSchedule.Order(tickets, reviews, pulses);
        var exportSchedule = new ExportSchedule(new Chance(seed, "exports"));
        IReadOnlyList<SampleExport> exports = exportSchedule.Cut(mentions);

        Dictionary<(string, string?), PlannedFeedback> corrected =
            feedbackSchedule.Corrections.ToDictionary(correction => (correction.Source, correction.SourceId));
        List<PlannedFeedback> counted =
        [
            .. surveys,
            .. tickets.Concat(reviews).Concat(pulses).Select(own => corrected.GetValueOrDefault((own.Source, own.SourceId), own)),
            .. mentions.Select(mention => mention.Feedback),
        ];
        var duplicates = new DuplicateTruth(
            webhookSchedule.Repeated,
            webhookSchedule.LatePartials,
            feedbackSchedule.RepeatedItems,
            exportSchedule.Truths.Sum(export => export.Duplicates));
        SampleTruth truth = TruthTally.Of(
            counted, abandoned.Count, duplicates, corrected.Count, feedbackSchedule.StaleRevisions, exportSchedule.Truths);
        return new SampleSet(webhooks, feedback, exports, truth);
    }
}
