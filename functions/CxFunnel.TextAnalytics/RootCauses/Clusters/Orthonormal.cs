namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>Makes the columns of a tall matrix orthonormal.</summary>
/// <remarks>Through the Cholesky factor of the columns' products, twice, because once loses half of the digits (Stathopoulos and Wu 2002;
/// "CholeskyQR2", Yamamoto et al. 2015). Columns that depend on others become zero.</remarks>
internal static class Orthonormal
{
    /// <param name="matrix">Row after row; changed in place.</param>
    /// <param name="columns">A multiple of <see cref="Vectors.Lanes"/>.</param>
    public static void Make(float[] matrix, int columns)
    {
        MakeOnce(matrix, columns);
        MakeOnce(matrix, columns);
    }

    private static void MakeOnce(float[] matrix, int columns)
    {
        double[,] lower = Cholesky(Products(matrix, columns), columns);
        double[] solved = new double[columns];
        for (int row = 0; row < matrix.Length; row += columns)
        {
            for (int i = 0; i < columns; i++)
            {
                double value = matrix[row + i];
                for (int j = 0; j < i; j++)
                {
                    value -= lower[i, j] * solved[j];
                }

                solved[i] = lower[i, i] > 0 ? value / lower[i, i] : 0;
            }

            for (int i = 0; i < columns; i++)
            {
                matrix[row + i] = (float)solved[i];
            }
        }
    }

    private static double[,] Products(float[] matrix, int columns)
    {
        double[,] products = new double[columns, columns];
        const int Block = 256 * 1024; // Sums of floats stay short; blocks are added up in double.
        float[] part = new float[columns * columns];
        int step = Math.Max(1, Block / columns) * columns;
        for (int first = 0; first < matrix.Length; first += step)
        {
            Array.Clear(part);
            for (int row = first; row < Math.Min(first + step, matrix.Length); row += columns)
            {
                ReadOnlySpan<float> values = matrix.AsSpan(row, columns);
                for (int i = 0; i < columns; i++)
                {
                    Vectors.Add(part.AsSpan(i * columns, columns), values, values[i]);
                }
            }

            for (int i = 0; i < part.Length; i++)
            {
                products[i / columns, i % columns] += part[i];
            }
        }

        return products;
    }

    private static double[,] Cholesky(double[,] products, int columns)
    {
        double[,] lower = new double[columns, columns];
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = products[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                if (i == j)
                {
                    lower[i, i] = sum > 1e-7 * products[i, i] ? Math.Sqrt(sum) : 0;
                }
                else
                {
                    lower[i, j] = lower[j, j] > 0 ? sum / lower[j, j] : 0;
                }
            }
        }

        return lower;
    }
}
