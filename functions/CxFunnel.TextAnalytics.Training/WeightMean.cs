using System.Numerics;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>The mean of the weights at several moments of a training.</summary>
internal sealed class WeightMean(TrainedWeights weights)
{
    private Vector2[] _cells = [];
    private Vector2[] _dense = [];
    private int _count;

    /// <summary>Takes the weights as they are now into the mean.</summary>
    public void Add()
    {
        if (_count++ == 0)
        {
            _cells = new Vector2[weights.Cells.Length];
            _dense = new Vector2[weights.Dense.Length];
        }

        Add(weights.Cells, _cells);
        Add(weights.Dense, _dense);
    }

    /// <summary>Makes the weights their mean; those that nothing was added for stay as they are.</summary>
    public void Take()
    {
        if (_count > 0)
        {
            Take(_cells, weights.Cells);
            Take(_dense, weights.Dense);
        }
    }

    private static void Add(TrainedWeights.Cell[] cells, Vector2[] sums)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            sums[i] += cells[i].Weight;
        }
    }

    private void Take(Vector2[] sums, TrainedWeights.Cell[] cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i].Weight = sums[i] / _count;
        }
    }
}
