namespace CxFunnel.Benchmarks.Pipeline;

/// <summary>
/// What 10,000 transactions cost, in US dollars: general purpose v2, locally redundant (LRS), hot tier, an ordinary region of Europe or the
/// United States, as public price pages and cost tools quoted them on <see cref="ReadOn"/>. Prices differ by region, redundancy and
/// contract and change: check them on Azure's pricing pages for blobs, queues and tables and put your own here.
/// </summary>
internal static class StoragePrices
{
    public const string ReadOn = "22 November 2026";
    public const string List = "general purpose v2, LRS, hot";

    /// <summary>An entity group transaction is one transaction, whatever it holds.</summary>
    public const double TableCall = 0.00036;

    /// <summary>Classes 1 and 2 cost the same.</summary>
    public const double QueueCall = 0.004;

    public const double BlobWrite = 0.055;
    public const double BlobRead = 0.0044;

    private const double Calls = 10_000;

    public static double Usd(StorageCall call) => call switch
    {
        StorageCall.TableTransaction or StorageCall.TableRead or StorageCall.TableOther => TableCall,
        StorageCall.QueuePut or StorageCall.QueueGet or StorageCall.QueueDelete or StorageCall.QueueUpdate => QueueCall,
        StorageCall.BlobWrite => BlobWrite,
        StorageCall.BlobDelete => 0,
        _ => BlobRead,
    } / Calls;

    public static double UsdPerMillion(IReadOnlyDictionary<StorageCall, long> calls, long items) => calls.Sum(c => c.Value * Usd(c.Key)) / items * 1e6;
}
