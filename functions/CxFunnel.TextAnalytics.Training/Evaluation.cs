namespace CxFunnel.TextAnalytics.Training;

/// <summary>Counts of truth against answer (negative, neutral, positive).</summary>
internal sealed class Confusion
{
    private readonly int[,] _counts = new int[3, 3];

    public int Total { get; private set; }

    public double Accuracy => Total == 0 ? 0 : (double)(_counts[0, 0] + _counts[1, 1] + _counts[2, 2]) / Total;

    /// <summary>Mean recall over the classes that occur.</summary>
    public double MacroRecall => Mean(label => Ratio(_counts[label, label], RowSum(label)));

    /// <summary>Mean F1 over the classes that occur.</summary>
    public double MacroF1 => Mean(label => Ratio(2 * _counts[label, label], RowSum(label) + ColumnSum(label)));

    public void Add(int truth, int answer)
    {
        _counts[truth, answer]++;
        Total++;
    }

    /// <summary>Counts another's answers as well.</summary>
    public void Add(Confusion other)
    {
        for (int truth = 0; truth < 3; truth++)
        {
            for (int answer = 0; answer < 3; answer++)
            {
                _counts[truth, answer] += other._counts[truth, answer];
            }
        }

        Total += other.Total;
    }

    public override string ToString() => $"n {Total,6}  accuracy {Accuracy,6:P1}  macro-recall {MacroRecall,6:P1}  macro-F1 {MacroF1,6:P1}";

    public string Answers() => $"answers neg {Ratio(ColumnSum(0), Total):P0} neu {Ratio(ColumnSum(1), Total):P0} pos {Ratio(ColumnSum(2), Total):P0}, truth {Ratio(RowSum(0), Total):P0} {Ratio(RowSum(1), Total):P0} {Ratio(RowSum(2), Total):P0}";

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private double Mean(Func<int, double> value)
    {
        double sum = 0;
        int classes = 0;
        for (int label = 0; label < 3; label++)
        {
            if (RowSum(label) > 0)
            {
                sum += value(label);
                classes++;
            }
        }

        return classes == 0 ? 0 : sum / classes;
    }

    private int RowSum(int label) => _counts[label, 0] + _counts[label, 1] + _counts[label, 2];

    private int ColumnSum(int label) => _counts[0, label] + _counts[1, label] + _counts[2, label];
}
