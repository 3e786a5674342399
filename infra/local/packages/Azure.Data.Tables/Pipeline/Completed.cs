using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>The synchronous methods run the same code as the asynchronous ones, told not to go asynchronous.</summary>
internal static class Completed
{
    [SuppressMessage("Usage", "MA0042:Do not use blocking calls in an async method", Justification = "The task is done.")]
    [SuppressMessage("Usage", "MA0045:Do not use blocking calls in a sync method (need to make calling method async)", Justification = "The task is done.")]
    public static T EnsureCompleted<T>(this Task<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A synchronous call went asynchronous.");
}
