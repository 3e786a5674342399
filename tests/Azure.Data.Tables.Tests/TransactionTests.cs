using System.Globalization;

namespace Azure.Data.Tables.Tests;

public class TransactionTests : TableTest
{
    [Fact]
    public async Task Submit_EveryKindOfAction_DoesAllAndAnswersEachWithItsETag()
    {
        ETag old = (await Table.AddEntityAsync(new TableEntity("p", "delete") { ["A"] = 1 })).Headers.ETag!.Value;
        ETag merge = (await Table.AddEntityAsync(new TableEntity("p", "merge") { ["A"] = 1, ["B"] = 1 })).Headers.ETag!.Value;
        ETag replace = (await Table.AddEntityAsync(new TableEntity("p", "replace") { ["A"] = 1, ["B"] = 1 })).Headers.ETag!.Value;

        Response<IReadOnlyList<Response>> done = await Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "add") { ["A"] = 2 }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merge") { ["A"] = 2 }, merge),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replace") { ["A"] = 2 }, replace),
            new(TableTransactionActionType.Delete, new TableEntity("p", "delete"), old),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert1") { ["A"] = 2 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upsert2") { ["A"] = 2 }),
        ]);

        Assert.Equal(202, done.GetRawResponse().Status);
        Assert.Equal(6, done.Value.Count);
        Assert.All(done.Value, response => Assert.Equal(204, response.Status));
        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>());
        Assert.Equal(["add", "merge", "replace", "upsert1", "upsert2"], rows.Select(row => row.RowKey));
        Assert.All(rows, row => Assert.Equal(2, row.GetInt32("A")));
        Assert.Equal([false, true, false, false, false], rows.Select(row => row.ContainsKey("B")));
        Assert.Equal(rows[0].ETag, done.Value[0].Headers.ETag);
        Assert.Equal(rows[1].ETag, done.Value[1].Headers.ETag);
        Assert.Equal(rows[2].ETag, done.Value[2].Headers.ETag);
        Assert.Equal(rows[4].ETag, done.Value[5].Headers.ETag);
    }

    [Fact]
    public async Task Submit_HundredRowsWithBinary_StoresEveryByte()
    {
        byte[] payload = new byte[4096];
        new Random(7).NextBytes(payload);

        await Table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(i => new TableTransactionAction(
            TableTransactionActionType.Add,
            new TableEntity("p", i.ToString("D3", CultureInfo.InvariantCulture)) { ["Data"] = payload, ["Text"] = "Très déçu : « 2 jours » de retard\r\n--changeset_x--\r\n😀", ["N"] = (long)i })));

        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>());
        Assert.Equal(100, rows.Count);
        Assert.All(rows, row => Assert.Equal(payload, row.GetBinary("Data")));
        Assert.All(rows, row => Assert.Equal("Très déçu : « 2 jours » de retard\r\n--changeset_x--\r\n😀", row.GetString("Text")));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), rows.Select(row => row.GetInt64("N")!.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task Submit_OneRowExists_NamesItAndChangesNothing(int at)
    {
        await Table.AddEntityAsync(new TableEntity("p", $"r{at}") { ["A"] = "before" });

        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            Enumerable.Range(0, 10).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"r{i}") { ["A"] = "after" }))));

        Assert.Equal(at, failure.FailedTransactionActionIndex);
        Assert.Equal(409, failure.Status);
        Assert.Equal(Models.TableErrorCode.EntityAlreadyExists, failure.ErrorCode!);
        TableEntity only = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>()));
        Assert.Equal("before", only.GetString("A"));
    }

    [Fact]
    public async Task Submit_OldETag_NamesItAndChangesNothing()
    {
        ETag first = (await Table.AddEntityAsync(new TableEntity("p", "sum") { ["A"] = 1 })).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(new TableEntity("p", "sum") { ["A"] = 2 }, first);

        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "item")),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "sum") { ["A"] = 3 }, first),
        ]));

        Assert.Equal(1, failure.FailedTransactionActionIndex);
        Assert.Equal(412, failure.Status);
        Assert.Equal("UpdateConditionNotSatisfied", failure.ErrorCode);
        TableEntity only = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>()));
        Assert.Equal(2, only.GetInt32("A"));
    }

    [Fact]
    public async Task Submit_DeleteOfMissingRow_FailsUnlikeALoneDelete()
    {
        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "a")),
            new(TableTransactionActionType.Delete, new TableEntity("p", "none")),
        ]));

        Assert.Equal(1, failure.FailedTransactionActionIndex);
        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task Submit_MoreThanHundred_IsRefused()
    {
        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(i => new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("p", $"r{i}")))));

        Assert.Equal(400, failure.Status);
        Assert.Equal(Models.TableErrorCode.InvalidInput, failure.ErrorCode!);
    }

    [Fact]
    public async Task Submit_FromManyCallersAtOnce_KeepsTheirBytesApart()
    {
        // The bodies are written into rented buffers: one given back too early would show as another caller's bytes.
        static byte[] Payload(int caller, int row) => [.. Enumerable.Repeat((byte)caller, 300 + (37 * row % 500))];

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (caller, cancellation) =>
            await Table.SubmitTransactionAsync(
                Enumerable.Range(0, 40).Select(row => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity($"p{caller}", $"r{row:D2}") { ["Data"] = Payload(caller, row) })),
                cancellation));

        for (int caller = 0; caller < 24; caller++)
        {
            List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {$"p{caller}"}")));
            Assert.Equal(Enumerable.Range(0, 40).Select(row => Payload(caller, row)), rows.Select(row => row.GetBinary("Data")));
        }
    }

    [Fact]
    public async Task Submit_NoAction_ThrowsBeforeSending() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([]));

    [Theory]
    [MemberData(nameof(KeyTests.Keys), MemberType = typeof(KeyTests))]
    public async Task Submit_SpecialKeys_AddressTheSameRowAsAlone(string key)
    {
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity(key, key) { ["A"] = 1 })]);
        TableEntity read = await Table.GetEntityAsync<TableEntity>(key, key);
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, new TableEntity(key, key) { ["A"] = 2 }, read.ETag)]);
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, new TableEntity(key, key) { ["B"] = 2 })]);

        TableEntity only = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>()));

        Assert.Equal((key, key, 2, 2), (only.PartitionKey, only.RowKey, only.GetInt32("A"), only.GetInt32("B")));
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, only, only.ETag)]);
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }
}
