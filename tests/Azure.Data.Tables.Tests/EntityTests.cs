namespace Azure.Data.Tables.Tests;

public class EntityTests : TableTest
{
    [Fact]
    public async Task Add_NewEntity_CanBeReadBackWithETagAndTimestamp()
    {
        using Response added = await Table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "once" });

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(204, added.Status);
        Assert.Equal("once", read.GetString("Text"));
        Assert.Equal(added.Headers.ETag, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal(TimeSpan.Zero, read.Timestamp.Value.Offset);
        Assert.Equal(["PartitionKey", "RowKey", "Text", "Timestamp", "odata.etag"], read.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Add_SameKeysTwice_IsAConflictWithItsCode()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"));

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(409, failure.Status);
        Assert.Equal(Models.TableErrorCode.EntityAlreadyExists, failure.ErrorCode!);
    }

    [Fact]
    public async Task Add_MissingTable_IsNotFoundWithItsCode()
    {
        TableClient missing = Service.GetTableClient("nosuchtable");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => missing.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(404, failure.Status);
        Assert.Equal("TableNotFound", failure.ErrorCode);
    }

    [Theory]
    [InlineData(null, "r")]
    [InlineData("p", null)]
    public async Task Add_MissingKey_ThrowsBeforeSending(string? partitionKey, string? rowKey) =>
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync(new TableEntity(partitionKey, rowKey)));

    [Fact]
    public async Task Upsert_Merge_KeepsWhatTheNewEntityDoesNotName()
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = "b" });
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 2, ["C"] = true });

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(2, read.GetInt32("A"));
        Assert.Equal("b", read.GetString("B"));
        Assert.True(read.GetBoolean("C"));
    }

    [Fact]
    public async Task Upsert_Replace_DropsWhatTheNewEntityDoesNotName()
    {
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = "b" }, TableUpdateMode.Replace);
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, TableUpdateMode.Replace);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(2, read.GetInt32("A"));
        Assert.False(read.ContainsKey("B"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_CurrentETag_ChangesIt(TableUpdateMode mode)
    {
        ETag first = (await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 })).Headers.ETag!.Value;

        using Response updated = await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first, mode);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r");
        Assert.Equal(2, read.GetInt32("A"));
        Assert.Equal(mode == TableUpdateMode.Merge, read.ContainsKey("B"));
        Assert.NotEqual(first, read.ETag);
        Assert.Equal(updated.Headers.ETag, read.ETag);
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_OldETag_IsRefusedAndChangesNothing(TableUpdateMode mode)
    {
        ETag first = (await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 })).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, first, mode));

        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        Assert.Equal(2, (await Table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("A"));
    }

    [Fact]
    public async Task Update_MissingEntity_IsNotFound()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task Update_WithoutCondition_ThrowsBeforeSending() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateEntityAsync(new TableEntity("p", "r"), default));

    [Fact]
    public async Task Delete_OldETag_IsRefused()
    {
        ETag first = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.DeleteEntityAsync("p", "r", first));

        Assert.Equal(412, failure.Status);
        Assert.True((await Table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Delete_Twice_SaysThatThereWasNone()
    {
        TableEntity entity = new("p", "r");
        await Table.AddEntityAsync(entity);

        using Response first = await Table.DeleteEntityAsync(entity);
        using Response second = await Table.DeleteEntityAsync("p", "r");

        Assert.Equal(204, first.Status);
        Assert.Equal(404, second.Status);
    }

    [Fact]
    public async Task Get_MissingEntity_IsNotFoundWithItsCode()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.GetEntityAsync<TableEntity>("p", "none"));

        Assert.Equal(404, failure.Status);
        Assert.Equal(Models.TableErrorCode.ResourceNotFound, failure.ErrorCode!);
    }

    [Fact]
    public async Task GetIfExists_MissingEntity_HasNoValue()
    {
        NullableResponse<TableEntity> response = await Table.GetEntityIfExistsAsync<TableEntity>("p", "none");

        Assert.False(response.HasValue);
        Assert.Equal(404, response.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => response.Value);
    }

    [Fact]
    public async Task Get_Select_ReadsOnlyThose()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2L, ["C"] = 3.0 });

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", ["B", "C"]);

        Assert.Equal(2L, read.GetInt64("B"));
        Assert.Equal(3.0, read.GetDouble("C"));
        Assert.False(read.ContainsKey("A"));
        Assert.Null(read.PartitionKey);
    }

    [Fact]
    public async Task Get_RawResponse_StaysReadable()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = "text" });

        Response<TableEntity> response = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Contains("\"A\":\"text\"", response.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronous_EveryOperation_DoesTheSame()
    {
        using Response added = Table.AddEntity(new TableEntity("p", "r") { ["A"] = 1 });
        TableEntity read = Table.GetEntity<TableEntity>("p", "r").Value;
        read["A"] = 2;
        using Response updated = Table.UpdateEntity(read, read.ETag);
        using Response upserted = Table.UpsertEntity(new TableEntity("p", "s") { ["A"] = 3 });

        Assert.Equal([2, 3], Table.Query<TableEntity>("PartitionKey eq 'p'").Select(e => e.GetInt32("A")!.Value));
        Assert.True(Table.GetEntityIfExists<TableEntity>("p", "r").HasValue);
        Assert.Equal(204, Table.DeleteEntity("p", "r").Status);
        Assert.False(Table.GetEntityIfExists<TableEntity>("p", "r").HasValue);
        Assert.Single(Table.SubmitTransaction([new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", "s"))]).Value);
    }

    [Fact]
    public async Task Add_Cancelled_Throws()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
    }
}
