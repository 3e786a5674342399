using System.Text;
using CxFunnel.Azure.Blobs;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Blobs;

/// <summary>What the pipeline relies on; run over Azure's blobs and over the model that the simulation uses in their place.</summary>
public abstract class BlobStoreContract
{
    private readonly string _container = SharedAzurite.UniqueName("blobs");

    [Fact]
    public async Task Open_MissingBlob_IsNull() => Assert.Null(await (await StoreAsync()).OpenAsync(_container, "a/b.json", CancellationToken.None));

    [Fact]
    public async Task Put_ThenOpen_BringsTheBytes()
    {
        IBlobStore store = await StoreAsync();
        await PutAsync(store, "feedback/one/2026-x.json", "first");
        await PutAsync(store, "empty", string.Empty);

        Assert.Equal("first", await ReadAsync(store, "feedback/one/2026-x.json"));
        Assert.Equal(string.Empty, await ReadAsync(store, "empty"));
        Assert.Null(await ReadAsync(store, "feedback/one"));
    }

    [Fact]
    public async Task Put_SameName_Replaces()
    {
        IBlobStore store = await StoreAsync();
        await PutAsync(store, "a", "a long first version");
        await PutAsync(store, "a", "second");

        Assert.Equal("second", await ReadAsync(store, "a"));
    }

    [Fact]
    public async Task Delete_OnceOrTwice_LeavesNothing()
    {
        IBlobStore store = await StoreAsync();
        await PutAsync(store, "a", "x");

        await store.DeleteAsync(_container, "a", CancellationToken.None);
        await store.DeleteAsync(_container, "a", CancellationToken.None);

        Assert.Null(await ReadAsync(store, "a"));
    }

    [Fact]
    public async Task Open_Blob_ComesForwardAndOnce()
    {
        IBlobStore store = await StoreAsync();
        await PutAsync(store, "a", "x");

        await using Stream? blob = await store.OpenAsync(_container, "a", CancellationToken.None);

        Assert.False(blob!.CanSeek);
    }

    protected abstract Task<IBlobStore> StoreAsync();

    private async Task PutAsync(IBlobStore store, string name, string content)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content));
        await store.PutAsync(_container, name, stream, CancellationToken.None);
    }

    private async Task<string?> ReadAsync(IBlobStore store, string name)
    {
        await using Stream? blob = await store.OpenAsync(_container, name, CancellationToken.None);
        if (blob is null)
        {
            return null;
        }

        using StreamReader reader = new(blob);
        return await reader.ReadToEndAsync();
    }
}

public sealed class AzureBlobStoreTests : BlobStoreContract
{
    protected override async Task<IBlobStore> StoreAsync() =>
        new AzureBlobStore(new StorageConnection { ConnectionString = (await SharedAzurite.GetAsync()).ConnectionString });
}

public sealed class MemoryBlobsTests : BlobStoreContract
{
    private readonly MemoryBlobs _blobs = new();

    protected override Task<IBlobStore> StoreAsync() => Task.FromResult<IBlobStore>(_blobs);
}
