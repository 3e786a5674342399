using CxFunnel.LocalStorage;
using CxFunnel.Testing.Storage;

namespace Azure.Data.Tables.Tests;

/// <summary>A test class with a table of its own in the shared emulator.</summary>
public abstract class TableTest : IAsyncLifetime
{
    protected TableClient Table { get; private set; } = null!;

    protected TableServiceClient Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Azurite azurite = await SharedAzurite.GetAsync();
        Service = new TableServiceClient(azurite.ConnectionString);
        Table = Service.GetTableClient(SharedAzurite.UniqueName("t"));
        await Table.CreateAsync();
    }

    public async Task DisposeAsync() => await Table.DeleteAsync();

    protected static async Task<List<T>> AllAsync<T>(AsyncPageable<T> pageable)
        where T : notnull
    {
        List<T> all = [];
        await foreach (T item in pageable)
        {
            all.Add(item);
        }

        return all;
    }
}
