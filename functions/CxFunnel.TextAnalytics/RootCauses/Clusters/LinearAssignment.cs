namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>The assignment of rows to columns with the largest sum. Kuhn and Munkres, with the potentials of Jonker and Volgenant; O(n³).</summary>
internal static class LinearAssignment
{
    /// <returns>For each row its column; -1 for rows that are too many.</returns>
    public static int[] Maximize(double[,] gain)
    {
        int rows = gain.GetLength(0);
        int columns = gain.GetLength(1);
        if (rows > columns)
        {
            double[,] turned = new double[columns, rows];
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    turned[j, i] = gain[i, j];
                }
            }

            int[] result = new int[rows];
            Array.Fill(result, -1);
            int[] ofColumn = Maximize(turned);
            for (int j = 0; j < columns; j++)
            {
                result[ofColumn[j]] = j;
            }

            return result;
        }

        double[] rowPotential = new double[rows + 1];
        double[] columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] way = new int[columns + 1];
        for (int i = 1; i <= rows; i++)
        {
            Augment(gain, i, rowPotential, columnPotential, rowOf, way);
        }

        int[] columnOf = new int[rows];
        for (int j = 1; j <= columns; j++)
        {
            if (rowOf[j] > 0)
            {
                columnOf[rowOf[j] - 1] = j - 1;
            }
        }

        return columnOf;
    }

    private static void Augment(double[,] gain, int row, double[] rowPotential, double[] columnPotential, int[] rowOf, int[] way)
    {
        int columns = gain.GetLength(1);
        double[] slack = new double[columns + 1];
        bool[] isUsed = new bool[columns + 1];
        Array.Fill(slack, double.PositiveInfinity);
        rowOf[0] = row;
        int at = 0;
        do
        {
            isUsed[at] = true;
            int from = rowOf[at];
            int next = 0;
            double least = double.PositiveInfinity;
            for (int j = 1; j <= columns; j++)
            {
                if (isUsed[j])
                {
                    continue;
                }

                double cost = -gain[from - 1, j - 1] - rowPotential[from] - columnPotential[j];
                if (cost < slack[j])
                {
                    (slack[j], way[j]) = (cost, at);
                }

                if (slack[j] < least)
                {
                    (least, next) = (slack[j], j);
                }
            }

            for (int j = 0; j <= columns; j++)
            {
                if (isUsed[j])
                {
                    rowPotential[rowOf[j]] += least;
                    columnPotential[j] -= least;
                }
                else
                {
                    slack[j] -= least;
                }
            }

            at = next;
        }
        while (rowOf[at] != 0);

        do
        {
            int back = way[at];
            rowOf[at] = rowOf[back];
            at = back;
        }
        while (at != 0);
    }
}
