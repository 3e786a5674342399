namespace CxFunnel.Pipeline.RootCauses.Report;

/// <summary>Whether a cause is named more or less than before, measured by its share of all feedback.</summary>
public static class CauseTrend
{
    /// <summary>Four whole weeks: a weekday pattern cancels out.</summary>
    public const int Days = 28;

    /// <summary>One mention in each half that was not made: two mentions against one are no doubling.</summary>
    private const double Prior = 1;

    /// <param name="mentions">One number a day, the last being the newest.</param>
    /// <param name="feedback">All feedback of the same days.</param>
    /// <returns>Share in the last <see cref="Days"/> days against the same number before, less 1; 0 where either has no feedback.</returns>
    public static double Of(IReadOnlyList<long> mentions, IReadOnlyList<long> feedback)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        ArgumentNullException.ThrowIfNull(feedback);
        (double lateMentions, double lateFeedback) = Sums(mentions.Count - Days, mentions.Count);
        (double earlyMentions, double earlyFeedback) = Sums(mentions.Count - (2 * Days), mentions.Count - Days);
        if (lateFeedback == 0 || earlyFeedback == 0 || lateMentions + earlyMentions == 0)
        {
            return 0;
        }

        // The imagined mentions are shared out like the feedback, so that they pull towards no change.
        double pull = 2 * Prior / (lateFeedback + earlyFeedback);
        return ((lateMentions / lateFeedback) + pull) / ((earlyMentions / earlyFeedback) + pull) - 1;

        (double Mentions, double Feedback) Sums(int from, int before)
        {
            double ofCause = 0;
            double ofAll = 0;
            for (int i = Math.Max(0, from); i < before; i++)
            {
                ofCause += mentions[i];
                ofAll += feedback[i];
            }

            return (ofCause, ofAll);
        }
    }
}
