using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ledger;
using CxFunnel.Pipeline.RootCauses.Effect;
using MathNet.Numerics.LinearAlgebra;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class DriverAnalysisTests
{
    /// <summary>Ten with the cause (all detractors), ten without (all promoters): the difference is 200 points, half the answers carry it.</summary>
    [Fact]
    public void Of_OneCauseThatSplitsTheAnswers_IsTheDifferenceByHand()
    {
        DriverAnalysis analysis = Analyze([.. Enumerable.Repeat(new Answer(0, "a"), 10), .. Enumerable.Repeat(new Answer(10), 10)]);

        CauseEffect effect = Assert.Single(analysis.Effects);
        Assert.Equal((20, 0.0), (analysis.Answers, analysis.Nps));
        Assert.Equal((-100.0, 100.0, -200.0), (effect.NpsWith, effect.NpsWithout, effect.Difference.Value));
        Assert.Equal(-200, effect.Points.Value, 9);
        Assert.Equal(-100, effect.Effect.Value, 9);
        Assert.Equal(100, analysis.Baseline, 9);
        Assert.Equal(1, analysis.Explained, 9);
        Assert.Equal(1, effect.Weight, 9);
    }

    /// <summary>
    /// Two causes, both raised by everyone who raises either or one alone: with (a: 0, b: 0) 20 promoters, a alone 20 passives,
    /// b alone 20 passives, both 20 detractors. By hand: score = 100 - 100 a - 100 b, without a rest.
    /// </summary>
    [Fact]
    public void Of_TwoOverlappingCauses_GivesEachItsOwnPart()
    {
        DriverAnalysis analysis = Analyze([
            .. Enumerable.Repeat(new Answer(10), 20), .. Enumerable.Repeat(new Answer(8, "a"), 20),
            .. Enumerable.Repeat(new Answer(8, "b"), 20), .. Enumerable.Repeat(new Answer(0, "a", "b"), 20)]);

        Assert.All(analysis.Effects, e => Assert.Equal((-100.0, -50.0, 0.5), (Math.Round(e.Points.Value, 9), Math.Round(e.Effect.Value, 9), Math.Round(e.Weight, 9))));
        Assert.Equal(100, analysis.Baseline, 9);
    }

    /// <summary>b does nothing, but is mostly raised together with a: with and without it the score differs, its own effect is nothing.</summary>
    [Fact]
    public void Of_ACauseThatOnlyTravelsAlong_HasADifferenceAndNoEffect()
    {
        DriverAnalysis analysis = Analyze([
            .. Enumerable.Repeat(new Answer(10), 60), .. Enumerable.Repeat(new Answer(10, "b"), 10),
            .. Enumerable.Repeat(new Answer(0, "a"), 15), .. Enumerable.Repeat(new Answer(0, "a", "b"), 30)]);

        CauseEffect along = analysis.Effects.Single(e => e.RootCauseId == "b");
        Assert.True(along.Difference.Value < -90);
        Assert.Equal(0, along.Points.Value, 6);
        Assert.Equal("a", analysis.Effects[0].RootCauseId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_RandomAnswers_EqualsTheRegressionOverTheRawRows(int seed)
    {
        Answer[] answers = Random(seed, count: 800, causes: 6);
        DriverAnalysis analysis = Analyze(answers);

        string[] ids = [.. answers.SelectMany(a => a.Causes).Distinct().Order(StringComparer.Ordinal)];
        Matrix<double> x = Matrix<double>.Build.Dense(answers.Length, ids.Length + 1, (r, c) => c == 0 ? 1 : answers[r].Causes.Contains(ids[c - 1]) ? 1 : 0);
        Vector<double> y = Vector<double>.Build.Dense(answers.Length, r => answers[r].Nps >= 9 ? 100 : answers[r].Nps <= 6 ? -100 : 0);
        Vector<double> b = x.QR().Solve(y);
        Vector<double> rest = y - (x * b);
        double variance = rest * rest / (answers.Length - ids.Length - 1);
        Matrix<double> inverse = (x.Transpose() * x).Inverse();
        double quantile = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, answers.Length - ids.Length - 1, 0.975);
        double mean = y.Average();

        Assert.Equal(b[0], analysis.Baseline, 6);
        Assert.Equal(1 - (rest * rest / y.Sum(v => (v - mean) * (v - mean))), analysis.Explained, 9);
        for (int i = 0; i < ids.Length; i++)
        {
            CauseEffect effect = analysis.Effects.Single(e => e.RootCauseId == ids[i]);
            double error = quantile * Math.Sqrt(variance * inverse[i + 1, i + 1]);
            Assert.Equal(b[i + 1], effect.Points.Value, 6);
            Assert.Equal(b[i + 1] - error, effect.Points.Low, 6);
            Assert.Equal(b[i + 1] + error, effect.Points.High, 6);
        }

        Assert.Equal(analysis.Nps, analysis.Baseline + analysis.Effects.Sum(e => e.Effect.Value), 6);
        Assert.Equal(1, analysis.Effects.Sum(e => e.Weight), 9);
    }

    /// <summary>Johnson's definition by another road: the polar factor of the standardized raw matrix, from its singular values.</summary>
    [Fact]
    public void Weights_OfRandomAnswers_EqualThoseFromTheSingularValuesOfTheRawRows()
    {
        Answer[] answers = Random(seed: 9, count: 500, causes: 4);
        string[] ids = [.. answers.SelectMany(a => a.Causes).Distinct().Order(StringComparer.Ordinal)];
        Matrix<double> x = Standardized(Matrix<double>.Build.Dense(answers.Length, ids.Length, (r, c) => answers[r].Causes.Contains(ids[c]) ? 1 : 0));
        Matrix<double> y = Standardized(Matrix<double>.Build.Dense(answers.Length, 1, (r, _) => answers[r].Nps >= 9 ? 100 : answers[r].Nps <= 6 ? -100 : 0));
        var svd = x.Svd();
        Matrix<double> orthogonal = svd.U.SubMatrix(0, answers.Length, 0, ids.Length) * svd.VT;
        Matrix<double> beta = orthogonal.Transpose() * y;
        Matrix<double> loadings = orthogonal.Transpose() * x;
        double[] weights = [.. ids.Select((_, i) => Enumerable.Range(0, ids.Length).Sum(j => loadings[j, i] * loadings[j, i] * beta[j, 0] * beta[j, 0]))];

        DriverAnalysis analysis = Analyze(answers);

        foreach ((string id, double weight) in ids.Zip(weights))
        {
            Assert.Equal(weight / weights.Sum(), analysis.Effects.Single(e => e.RootCauseId == id).Weight, 9);
        }
    }

    [Fact]
    public void Of_CausesThatAreAlwaysNamedTogether_ShareTheirEffectAndSaySo()
    {
        DriverAnalysis analysis = Analyze([
            .. Enumerable.Repeat(new Answer(10), 30), .. Enumerable.Repeat(new Answer(0, "a", "b"), 30), .. Enumerable.Repeat(new Answer(8, "c"), 12)]);

        CauseEffect[] twins = [.. analysis.Effects.Where(e => e.RootCauseId is "a" or "b").OrderBy(e => e.RootCauseId)];
        Assert.Equal(twins[0].Effect.Value, twins[1].Effect.Value, 9);
        Assert.Equal(-200, twins.Sum(e => e.Points.Value), 6);
        Assert.Equal(["b"], twins[0].InseparableFrom);
        Assert.Equal(["a"], twins[1].InseparableFrom);
        Assert.Empty(analysis.Effects.Single(e => e.RootCauseId == "c").InseparableFrom);
    }

    [Fact]
    public void Of_TooFewAnswers_EstimatesNothingAndSaysHowLittleIsKnown()
    {
        DriverAnalysis analysis = Analyze([.. Enumerable.Repeat(new Answer(10), 90), .. Enumerable.Repeat(new Answer(0, "rare"), 9), new Answer(5)]);

        CauseEffect effect = Assert.Single(analysis.Effects);
        Assert.False(effect.IsEstimated);
        Assert.Equal((0, -18, 18), (effect.Effect.Value, Math.Round(effect.Effect.Low, 6), Math.Round(effect.Effect.High, 6)));
        Assert.True(effect.Difference.High < 0);
    }

    [Fact]
    public void Of_Nothing_IsNothing()
    {
        DriverAnalysis analysis = DriverAnalysis.Of(DriverCounts.Of(new Aggregates()));

        Assert.Equal((0, 0.0, 0.0), (analysis.Answers, analysis.Nps, analysis.Baseline));
        Assert.Empty(analysis.Effects);
    }

    [Fact]
    public void Of_AnswersThatAreAllAlike_EstimatesNothing()
    {
        DriverAnalysis analysis = Analyze([.. Enumerable.Repeat(new Answer(0, "a"), 50), .. Enumerable.Repeat(new Answer(0), 50)]);

        Assert.Equal((false, 0.0), (analysis.Effects[0].IsEstimated, analysis.Effects[0].Effect.Value));
    }

    [Fact]
    public void Of_MoreOftenButHarmless_RanksBelowRarerThatHurts()
    {
        DriverAnalysis analysis = Analyze([
            .. Enumerable.Repeat(new Answer(10, "often"), 200), .. Enumerable.Repeat(new Answer(10), 200), .. Enumerable.Repeat(new Answer(0, "hurts"), 40)]);

        Assert.Equal(["hurts", "often"], analysis.Effects.Select(e => e.RootCauseId));
    }

    [Fact]
    public void Of_PairsBeyondTheCap_IsStillFiniteAndSaysThatItIsNotExact()
    {
        DriverCounts counts = Counts([.. Enumerable.Repeat(new Answer(10), 30), .. Enumerable.Repeat(new Answer(0, "a", "b"), 30), .. Enumerable.Repeat(new Answer(3, "a"), 15)]);
        DriverAnalysis analysis = DriverAnalysis.Of(counts with { Pairs = new Dictionary<string, long>(), PairsBeyondCap = 30 });

        Assert.False(analysis.IsExact);
        Assert.All(analysis.Effects, e => Assert.True(double.IsFinite(e.Effect.Value) && e.Effect.Low <= e.Effect.Value && e.Effect.Value <= e.Effect.High));
    }

    /// <summary>The true effect is in 95 of 100 intervals, within what 400 draws can tell; also where the spread differs between those with and without.</summary>
    [Fact]
    public void Points_OverManyDraws_HoldTheTruthAsOftenAsTheySay()
    {
        int held = 0;
        const int Draws = 400;
        for (int seed = 0; seed < Draws; seed++)
        {
            Random random = new(seed);
            Answer[] answers = new Answer[400];
            for (int i = 0; i < answers.Length; i++)
            {
                bool a = random.NextDouble() < 0.2;
                bool b = random.NextDouble() < (a ? 0.6 : 0.2);
                // Promoters less by 30 of 100 with a, detractors more by 20: -50 points. b costs 20.
                double promoter = 0.6 - (a ? 0.3 : 0) - (b ? 0.1 : 0);
                double detractor = 0.1 + (a ? 0.2 : 0) + (b ? 0.1 : 0);
                double draw = random.NextDouble();
                answers[i] = new Answer(draw < promoter ? 10 : draw > 1 - detractor ? 0 : 8, (a, b) switch { (true, true) => ["a", "b"], (true, false) => ["a"], (false, true) => ["b"], _ => [] });
            }

            CauseEffect effect = Analyze(answers).Effects.Single(e => e.RootCauseId == "a");
            held += effect.Points.Low <= -50 && -50 <= effect.Points.High ? 1 : 0;
        }

        Assert.InRange((double)held / Draws, 0.92, 0.98);
    }

    private static DriverAnalysis Analyze(Answer[] answers) => DriverAnalysis.Of(Counts(answers));

    /// <summary>Through the ledger's own sums: what is analyzed is what is stored.</summary>
    private static DriverCounts Counts(Answer[] answers)
    {
        Aggregates sums = new();
        foreach (Answer answer in answers)
        {
            FeedbackItem item = new()
            {
                Source = "tests",
                Kind = FeedbackKind.Survey,
                SubmittedAt = new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero),
                Scores = [new Score(ScoreType.Nps, answer.Nps, 0, 10)],
            };
            sums.Add(Contribution.Of(item, [], answer.Causes));
        }

        return DriverCounts.Of(Aggregates.FromBytes(sums.ToBytes()));
    }

    private static Answer[] Random(int seed, int count, int causes)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            string[] named = [.. Enumerable.Range(0, causes).Where(c => random.NextDouble() < 0.1 + (0.05 * c)).Select(c => $"c{c}")];
            return new Answer(Math.Clamp(9 - (named.Length * random.Next(0, 4)) + random.Next(-2, 3), 0, 10), named);
        })];
    }

    private static Matrix<double> Standardized(Matrix<double> x) => Matrix<double>.Build.DenseOfColumnVectors(x.EnumerateColumns().Select(c =>
    {
        Vector<double> centered = c - c.Average();
        return centered / centered.L2Norm();
    }));

    private sealed record Answer(int Nps, params string[] Causes);
}
