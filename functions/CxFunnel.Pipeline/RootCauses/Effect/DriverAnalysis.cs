using CxFunnel.Pipeline.Rollup;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace CxFunnel.Pipeline.RootCauses.Effect;

/// <summary>
/// What moves the net promoter score: the least-squares fit of answers (promoter 100, passive 0, detractor -100) on the causes that
/// they name, from counts alone. Its normal equations need how many answers name each cause and each pair, and no more, so that the
/// result is that of a regression over the raw responses.
/// </summary>
/// <param name="Baseline">Fitted score of an answer that names no cause.</param>
/// <param name="Explained">Share of the answers' variance that the causes explain (R²), 0..1.</param>
/// <param name="Effects">Every cause; the one that costs most first, ties by answers and id.</param>
/// <param name="IsExact">False when pairs were lost to the cap of a day; overlaps are then underestimated.</param>
public sealed record DriverAnalysis(long Answers, double Nps, double Baseline, double Explained, IReadOnlyList<CauseEffect> Effects, bool IsExact)
{
    /// <summary>
    /// The fewest NPS answers with a cause, and without it, from which its effect is estimated. Ten events a variable is the customary
    /// floor of regression (Peduzzi et al., J Clin Epidemiol 1996).
    /// </summary>
    public const int FewestAnswers = 10;

    /// <summary>Causes in one fit at most, those named most often; the eigenvalues of a larger matrix take long and explain little more.</summary>
    public const int MostCauses = 120;

    /// <summary>An eigenvalue of the correlation matrix below this is a dependence between causes and no information.</summary>
    private const double NoInformation = 1e-9;

    private const double Z = 1.959963984540054;
    private const double PromoterPoints = 100;

    /// <summary>From a promoter's answer to a detractor's.</summary>
    private const double WidestDifference = 2 * PromoterPoints;

    public static DriverAnalysis Of(DriverCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long n = counts.All.Answers;
        double mean = n == 0 ? 0 : Sum(counts.All) / n;
        double variation = (PromoterPoints * PromoterPoints * (counts.All.Promoters + counts.All.Detractors)) - (n * mean * mean);

        // At least ten answers for every cause in the fit, too.
        CauseAnswers[] fitted = variation <= 0 ? [] : [.. counts.Causes
            .Where(c => c.Answers >= FewestAnswers && n - c.Answers >= FewestAnswers)
            .OrderByDescending(c => c.Answers).ThenBy(c => c.RootCauseId, StringComparer.Ordinal)
            .Take((int)Math.Min(MostCauses, n / FewestAnswers))];
        Fit fit = Fit.Of(counts, fitted, n, mean, variation);
        Dictionary<string, int> places = fitted.Select((c, i) => (c.RootCauseId, i)).ToDictionary(c => c.RootCauseId, c => c.i, StringComparer.Ordinal);
        CauseEffect[] effects = [.. counts.Causes
            .Select(c => Effect(c, counts.All, places.TryGetValue(c.RootCauseId, out int place) ? place : -1, fit))
            .OrderBy(e => e.Effect.Value).ThenByDescending(e => e.Answers).ThenBy(e => e.RootCauseId, StringComparer.Ordinal)];
        return new DriverAnalysis(n, mean, fit.Baseline, fit.Explained, effects, counts.PairsBeyondCap == 0);
    }

    private static double Sum(CauseAnswers answers) => PromoterPoints * (answers.Promoters - answers.Detractors);

    private static CauseEffect Effect(CauseAnswers cause, CauseAnswers all, int place, Fit fit)
    {
        CauseAnswers others = new(cause.RootCauseId, all.Promoters - cause.Promoters, all.Passives - cause.Passives, all.Detractors - cause.Detractors);
        double with = cause.Answers == 0 ? 0 : Sum(cause) / cause.Answers;
        double without = others.Answers == 0 ? 0 : Sum(others) / others.Answers;
        double share = all.Answers == 0 ? 0 : (double)cause.Answers / all.Answers;
        Estimate points = place < 0 ? new Estimate(0, -WidestDifference, WidestDifference) : fit.Points(place);
        return new CauseEffect(cause.RootCauseId, cause.Answers, with, without)
        {
            Difference = Difference(cause, others, with - without),
            Points = points,
            Effect = place < 0 ? new Estimate(0, points.Low * share, points.High * share) : fit.Effect(place, share),
            Weight = place < 0 ? 0 : fit.Weight(place),
            IsEstimated = place >= 0,
            InseparableFrom = place < 0 ? [] : fit.InseparableFrom(place),
        };
    }

    /// <summary>The difference of two scores; its interval adds the variances of both, each adjusted like that of a single score.</summary>
    private static Estimate Difference(CauseAnswers with, CauseAnswers without, double value)
    {
        (double a, double varianceA) = Adjusted(with);
        (double b, double varianceB) = Adjusted(without);
        double halfWidth = Z * Math.Sqrt(varianceA + varianceB);
        return new Estimate(
            with.Answers == 0 || without.Answers == 0 ? 0 : value,
            Math.Max(-WidestDifference, a - b - halfWidth),
            Math.Min(WidestDifference, a - b + halfWidth));

        static (double Score, double Variance) Adjusted(CauseAnswers answers)
        {
            double n = answers.Answers + 3;
            double p = (answers.Promoters + 0.75) / n;
            double d = (answers.Detractors + 0.75) / n;
            return (PromoterPoints * (p - d), PromoterPoints * PromoterPoints * (p + d - ((p - d) * (p - d))) / n);
        }
    }

    /// <summary>The solved normal equations.</summary>
    private sealed class Fit
    {
        private readonly CauseAnswers[] _causes;
        private readonly long _n;
        private readonly double[] _points;
        private readonly double[] _errors;
        private readonly double[] _weights;
        private readonly List<string>[] _inseparable;
        private readonly double _quantile;

        private Fit(CauseAnswers[] causes, long n)
        {
            (_causes, _n) = (causes, n);
            _points = new double[causes.Length];
            _errors = new double[causes.Length];
            _weights = new double[causes.Length];
            _inseparable = [.. causes.Select(_ => new List<string>())];
        }

        private Fit(CauseAnswers[] causes, long n, double quantile)
            : this(causes, n) => _quantile = quantile;

        public double Baseline { get; private set; }

        public double Explained { get; private set; }

        public static Fit Of(DriverCounts counts, CauseAnswers[] causes, long n, double mean, double variation)
        {
            int k = causes.Length;
            if (k == 0)
            {
                return new Fit(causes, n) { Baseline = mean };
            }

            double[] spread = [.. causes.Select(c => c.Answers - ((double)c.Answers * c.Answers / n))];
            Matrix<double> correlations = Matrix<double>.Build.Dense(k, k, (i, j) => i == j ? 1
                : (counts.Both(causes[i].RootCauseId, causes[j].RootCauseId) - ((double)causes[i].Answers * causes[j].Answers / n)) / Math.Sqrt(spread[i] * spread[j]));
            Vector<double> withScore = Vector<double>.Build.Dense(k, i => (Sum(causes[i]) - (causes[i].Answers * mean)) / Math.Sqrt(spread[i] * variation));

            // Eigenvalues of zero are causes that say the same; leaving them out shares the effect equally (the shortest solution).
            // Negative ones only come from pairs beyond the cap.
            Evd<double> evd = correlations.Evd(Symmetricity.Symmetric);
            Vector<double> values = evd.EigenValues.Real();
            Matrix<double> vectors = evd.EigenVectors;
            Vector<double> inverse = values.Map(v => v > NoInformation * k ? 1 / v : 0);
            int rank = inverse.Count(v => v > 0);
            Matrix<double> solved = vectors * Matrix<double>.Build.DiagonalOfDiagonalVector(inverse) * vectors.Transpose();
            Vector<double> standardized = solved * withScore;
            double explained = Math.Clamp(withScore * standardized, 0, 1);
            double freedom = Math.Max(1, n - rank - 1);
            double residual = variation * (1 - explained) / freedom;

            Fit fit = new(causes, n, StudentT.InvCDF(location: 0, scale: 1, freedom, p: 0.975)) { Explained = explained };
            double baseline = mean;
            for (int i = 0; i < k; i++)
            {
                fit._points[i] = standardized[i] * Math.Sqrt(variation / spread[i]);
                fit._errors[i] = Math.Sqrt(Math.Max(0, residual * solved[i, i] / spread[i]));
                baseline -= fit._points[i] * causes[i].Answers / n;
            }

            fit.Baseline = baseline;
            fit.Weigh(vectors, values, withScore);
            fit.FindInseparable(vectors, inverse);
            return fit;
        }

        public Estimate Points(int place) => Interval(_points[place], _errors[place], WidestDifference);

        /// <summary>The share is an estimate too: its sampling error is added (the delta method).</summary>
        public Estimate Effect(int place, double share)
        {
            double variance = (share * share * _errors[place] * _errors[place]) + (_points[place] * _points[place] * share * (1 - share) / _n);
            return Interval(_points[place] * share, Math.Sqrt(variance), WidestDifference * share);
        }

        public double Weight(int place) => _weights[place];

        public List<string> InseparableFrom(int place) => _inseparable[place];

        private Estimate Interval(double value, double error, double widest) => new(
            value, Math.Min(value, Math.Max(-widest, value - (_quantile * error))), Math.Max(value, Math.Min(widest, value + (_quantile * error))));

        /// <summary>
        /// Relative weights: the causes are replaced by the uncorrelated variables that are nearest to them, whose explained variances
        /// add up, and each part goes back to the causes by their squared loadings (Johnson, Multivariate Behavioral Research 2000).
        /// </summary>
        private void Weigh(Matrix<double> vectors, Vector<double> values, Vector<double> withScore)
        {
            int k = _causes.Length;
            Matrix<double> loadings = vectors * Matrix<double>.Build.DiagonalOfDiagonalVector(values.Map(v => Math.Sqrt(Math.Max(0, v)))) * vectors.Transpose();
            Matrix<double> back = vectors * Matrix<double>.Build.DiagonalOfDiagonalVector(values.Map(v => v > NoInformation * k ? 1 / Math.Sqrt(v) : 0)) * vectors.Transpose();
            Vector<double> orthogonal = back * withScore;
            double total = orthogonal * orthogonal;
            for (int i = 0; i < k && total > 0; i++)
            {
                double weight = 0;
                for (int j = 0; j < k; j++)
                {
                    weight += loadings[i, j] * loadings[i, j] * orthogonal[j] * orthogonal[j];
                }

                _weights[i] = weight / total;
            }
        }

        /// <summary>Causes that share a direction without information.</summary>
        private void FindInseparable(Matrix<double> vectors, Vector<double> inverse)
        {
            const double Part = 1e-6;
            for (int v = 0; v < inverse.Count; v++)
            {
                if (inverse[v] > 0)
                {
                    continue;
                }

                int[] involved = [.. Enumerable.Range(0, _causes.Length).Where(i => Math.Abs(vectors[i, v]) > Part)];
                foreach (int i in involved)
                {
                    _inseparable[i].AddRange(involved.Where(j => j != i).Select(j => _causes[j].RootCauseId).Where(id => !_inseparable[i].Contains(id)));
                }
            }
        }
    }
}
