using CxFunnel.Azure.Tables;
using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Simulation;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Tables;

public sealed class AzureTableStoreTests : TableStoreContract
{
    protected override async Task<ITableStore> StoreAsync() =>
        new AzureTableStore(new StorageConnection { ConnectionString = (await SharedAzurite.GetAsync()).ConnectionString });
}

public sealed class MemoryTablesTests : TableStoreContract
{
    private readonly MemoryTables _tables = new();

    protected override Task<ITableStore> StoreAsync() => Task.FromResult<ITableStore>(_tables);

    [Fact]
    public void Commit_WhatTheServiceRefusesAsAMistake_Throws()
    {
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, []));
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, [.. Enumerable.Range(0, 101).Select(i => RowChange.Put(new TableRow("p", $"{i}")))]));
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, [RowChange.Put(new TableRow("p", "a")), RowChange.Put(new TableRow("q", "b"))]));
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, [RowChange.Put(new TableRow("p", "a")), RowChange.Put(new TableRow("p", "a"))]));
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, [RowChange.Put(new TableRow("p", "a/b"))]));
        Assert.Throws<ArgumentException>(() => _tables.Commit(Table, [RowChange.Put(new TableRow("p", new string('x', 513)))]));
    }

    /// <summary>A documented limit of the service that the emulator does not have, so that only the model is asked.</summary>
    [Fact]
    public void Commit_RowBeyondAMebibyte_IsTooLargeAndAppliesNone()
    {
        TableRow row = new("p", "large");
        for (int i = 0; i < 17; i++)
        {
            row[$"Part{i}"] = new byte[64_000];
        }

        Assert.IsType<CommitOutcome.TooLarge>(_tables.Commit(Table, [RowChange.Insert(new TableRow("p", "small")), RowChange.Insert(row)]));
        Assert.Empty(_tables.All(Table));
    }
}
