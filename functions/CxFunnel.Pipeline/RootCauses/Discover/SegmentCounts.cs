using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.TextAnalytics;
using MathNet.Numerics.Distributions;

namespace CxFunnel.Pipeline.RootCauses.Discover;

/// <summary>Feedback by dimension and value, to tell where a rise is.</summary>
internal sealed class SegmentCounts
{
    /// <summary>Fewer in one place are no place.</summary>
    private const long FewestMentions = 3;

    /// <summary>Half as many again as its share of all feedback: below that nobody would act differently there.</summary>
    private const double LeastLift = 1.5;

    /// <summary>That so many fall on one value by chance, over all values looked at (Bonferroni).</summary>
    private const double MostChance = 0.01;
    private const int MostSegments = 3;

    private readonly Dictionary<Cell, long> _counts = [];

    public long All { get; private set; }

    public void Add(FeedbackItem item, IReadOnlyList<TextInsight> insights)
    {
        ArgumentNullException.ThrowIfNull(item);
        All++;
        Count(Dimensions.Touchpoint, item.Touchpoint);
        Count(Dimensions.Channel, item.Channel);
        Count(Dimensions.Country, item.Country);
        Count(Dimensions.Segment, item.Customer?.Segment);
        Count(Dimensions.Source, item.Source);
        Count(Dimensions.Language, item.Language ?? (insights.Count > 0 && insights[0].Language.Code != DetectedLanguage.Unknown ? insights[0].Language.Code : null));

        void Count(string dimension, string? value)
        {
            if (value is not null)
            {
                Cell cell = new(dimension, value);
                _counts[cell] = _counts.GetValueOrDefault(cell) + 1;
            }
        }
    }

    /// <summary>The values on which more of these fall than their share of all feedback, the clearest first, as <c>dimension: value</c>.</summary>
    /// <param name="all">Of which these are a part.</param>
    public IReadOnlyList<string> StandingOutOf(SegmentCounts all)
    {
        ArgumentNullException.ThrowIfNull(all);
        List<(double Chance, string Segment)> found = [];
        foreach ((Cell cell, long count) in _counts)
        {
            double share = (double)all._counts.GetValueOrDefault(cell) / Math.Max(1, all.All);
            if (count < FewestMentions || count < LeastLift * share * All || share >= 1)
            {
                continue;
            }

            double chance = 1 - Binomial.CDF(share, (int)Math.Min(int.MaxValue, All), count - 1);
            if (chance * _counts.Count <= MostChance)
            {
                found.Add((chance, $"{cell.Dimension}: {cell.Value}"));
            }
        }

        return [.. found.OrderBy(f => f.Chance).ThenBy(f => f.Segment, StringComparer.Ordinal).Take(MostSegments).Select(f => f.Segment)];
    }
}
