using System.Collections.Concurrent;

namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>A kind of storage transaction, as an account bills it.</summary>
internal enum StorageCall
{
    TableTransaction,
    TableRead,
    TableOther,
    QueuePut,
    QueueGet,
    QueueDelete,
    QueueUpdate,
    BlobWrite,
    BlobRead,
    BlobDelete,
    Other,
}

/// <summary>Counts the requests that the storage emulator answers: the transactions that an account would be billed for.</summary>
internal sealed class StorageCalls
{
    private readonly ConcurrentDictionary<StorageCall, long> _calls = new();

    /// <summary>Takes a line of the access log: <c>… "POST /devstoreaccount1/$batch HTTP/1.1" 202 …</c></summary>
    public void Note(string line)
    {
        int from = line.IndexOf('"', StringComparison.Ordinal);
        int to = from < 0 ? -1 : line.IndexOf('"', from + 1);
        if (to > 0 && line[(from + 1)..to].Split(' ') is [string method, string path, ..])
        {
            _calls.AddOrUpdate(Kind(method, path), 1, (_, n) => n + 1);
        }
    }

    public IReadOnlyDictionary<StorageCall, long> Snapshot() => new SortedDictionary<StorageCall, long>(_calls);

    public static IReadOnlyDictionary<StorageCall, long> Between(IReadOnlyDictionary<StorageCall, long> before, IReadOnlyDictionary<StorageCall, long> after) =>
        after.ToDictionary(a => a.Key, a => a.Value - before.GetValueOrDefault(a.Key));

    private static StorageCall Kind(string method, string path)
    {
        string what = path.Split('?')[0];
        bool IsContainer(string name) => what.Contains($"/{name}/", StringComparison.Ordinal);
        return what.Contains("/$batch", StringComparison.Ordinal) ? StorageCall.TableTransaction
            : what.Contains("/messages", StringComparison.Ordinal) ? method switch
            {
                "POST" => StorageCall.QueuePut,
                "GET" => StorageCall.QueueGet,
                "DELETE" => StorageCall.QueueDelete,
                _ => StorageCall.QueueUpdate,
            }
            : IsContainer("imports") || IsContainer("inbox") || IsContainer("quarantine") ? method switch
            {
                "PUT" => StorageCall.BlobWrite,
                "DELETE" => StorageCall.BlobDelete,
                _ => StorageCall.BlobRead,
            }
            : what.EndsWith(')') ? method == "GET" ? StorageCall.TableRead : StorageCall.TableOther
            : StorageCall.Other;
    }
}
