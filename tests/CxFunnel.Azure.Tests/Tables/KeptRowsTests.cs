using CxFunnel.Azure.Tables;
using CxFunnel.LocalStorage;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Tests.Tables;

/// <summary>The emulator's index of rows is in memory and its rows are on disk: after a restart it is made from them.</summary>
public sealed class KeptRowsTests
{
    private const string Table = "kept";

    [Fact]
    public async Task Emulator_StartedAgainOnItsData_FindsItsRowsByKeyAndInOrder()
    {
        string data = Directory.CreateTempSubdirectory("cxfunnel-kept-").FullName;
        try
        {
            string tag;
            await using (Azurite first = await StartAsync(data))
            {
                AzureTableStore store = Store(first);
                await CommitAsync(store, RowChange.Insert(Row("b", 1)), RowChange.Insert(Row("a", 1)), RowChange.Insert(Row("gone", 1)));
                tag = (await CommitAsync(store, RowChange.Put(Row("b", 2)), RowChange.Delete(Row("gone", 1), "*"))).ETags[0]!;
            }

            await using (Azurite second = await StartAsync(data))
            {
                AzureTableStore store = Store(second);
                TableRow? found = await store.FindAsync(Table, "p", "b", CancellationToken.None);
                Assert.Equal((2L, tag), (found!.Number("N"), found.ETag));
                Assert.Null(await store.FindAsync(Table, "p", "gone", CancellationToken.None));
                Assert.Equal(new CommitOutcome.Conflict(0), await store.CommitAsync(Table, [RowChange.Insert(Row("a", 9))], CancellationToken.None));
                await CommitAsync(store, RowChange.Insert(Row("aa", 3)), RowChange.Replace(Row("b", 4), tag));

                List<(string, long)> rows = [];
                await foreach (TableRow row in store.ReadAsync(Table, "p", new RowKeyRange("a", "z"), columns: null, CancellationToken.None))
                {
                    rows.Add((row.RowKey, row.Number("N")));
                }

                Assert.Equal([("a", 1), ("aa", 3), ("b", 4)], rows);
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Azurite> StartAsync(string data)
    {
        string folder = LocalStorageFolder.Of(LocalStorageFolder.RepositoryRoot());
        await AzuriteInstallation.EnsureAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        return await Azurite.StartAsync(folder, data, CancellationToken.None);
    }

    private static AzureTableStore Store(Azurite storage) => new(new StorageConnection { ConnectionString = storage.ConnectionString });

    private static TableRow Row(string key, long n) => new("p", key) { ["N"] = n };

    private static async Task<CommitOutcome.Done> CommitAsync(AzureTableStore store, params RowChange[] changes) =>
        Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Table, changes, CancellationToken.None));
}
