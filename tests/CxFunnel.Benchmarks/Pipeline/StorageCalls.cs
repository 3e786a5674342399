using System.Collections.Concurrent;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>Counts the requests that the storage emulator answers: the transactions that an account would be billed for.</summary>
internal sealed class StorageCalls
{
    private readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);

    /// <summary>Takes a line of the access log: <c>… "POST /devstoreaccount1/$batch HTTP/1.1" 202 …</c></summary>
    public void Note(string line)
    {
        int from = line.IndexOf('"', StringComparison.Ordinal);
        int to = from < 0 ? -1 : line.IndexOf('"', from + 1);
        if (to < 0 || line[(from + 1)..to].Split(' ') is not [string method, string path, ..])
        {
            return;
        }

        string what = path.Split('?')[0];
        string kind = what.Contains("/$batch", StringComparison.Ordinal) ? "table transaction"
            : what.Contains("/messages", StringComparison.Ordinal) ? method switch { "POST" => "queue put", "GET" => "queue get", "DELETE" => "queue delete", _ => "queue update" }
            : what.Contains("()", StringComparison.Ordinal) || what.Contains("PartitionKey", StringComparison.Ordinal) ? "table read"
            : $"other {method}";
        _calls.AddOrUpdate(kind, 1, (_, n) => n + 1);
    }

    public IReadOnlyDictionary<string, long> Snapshot() => new SortedDictionary<string, long>(_calls, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, long> Between(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after) =>
        after.ToDictionary(a => a.Key, a => a.Value - before.GetValueOrDefault(a.Key), StringComparer.Ordinal);
}
