namespace Azure.Data.Tables.Tests;

public class KeyTests : TableTest
{
    public static TheoryData<string> Keys { get; } =
    [
        "plain",
        "it's o''clock",
        "'",
        "100%",
        "%27%2F%",
        "a+b c&d=e",
        "Größe-東京-😀",
        "program|20261102|3",
        "{\"a\":[1]}",
        "semi;colon,comma@at!~*",
        ".",
        "..",
        "a.b-c_d",
    ];

    /// <summary>Not for transactions in the emulator, which looks for the words of the address in the unescaped key.</summary>
    public static TheoryData<string> KeysLikeAddresses { get; } = ["(PartitionKey='x',RowKey='y')"];

    public static TheoryData<string> RefusedKeys { get; } = ["a/b", "a\\b", "a#b", "a?b"];

    [Theory]
    [MemberData(nameof(Keys))]
    [MemberData(nameof(KeysLikeAddresses))]
    public async Task Keys_Special_SurviveEveryOperation(string key)
    {
        ETag added = (await Table.AddEntityAsync(new TableEntity(key, key) { ["A"] = 1 })).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(new TableEntity(key, key) { ["A"] = 2 }, added);
        await Table.UpsertEntityAsync(new TableEntity(key, key) { ["B"] = 3 });

        TableEntity read = await Table.GetEntityAsync<TableEntity>(key, key);
        TableEntity found = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}"))));
        using Response deleted = await Table.DeleteEntityAsync(key, key, read.ETag);

        Assert.Equal((key, key, 2, 3), (read.PartitionKey, read.RowKey, read.GetInt32("A"), read.GetInt32("B")));
        Assert.Equal((key, key), (found.PartitionKey, found.RowKey));
        Assert.Equal(204, deleted.Status);
    }

    [Theory]
    [MemberData(nameof(RefusedKeys))]
    public async Task Keys_TheServiceRefuses_Fail(string key)
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.AddEntityAsync(new TableEntity(key, "r")));

        Assert.Equal(400, failure.Status);
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => Table.UpsertEntityAsync(new TableEntity("p", key)));
        Assert.Empty(await AllAsync(Table.QueryAsync<TableEntity>()));
    }

    [Theory]
    [InlineData("", "r")]
    [InlineData("p", "")]
    [InlineData("", "")]
    public async Task Keys_Empty_AreKeys(string partitionKey, string rowKey)
    {
        await Table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["A"] = 1 });
        await Table.UpsertEntityAsync(new TableEntity(partitionKey, rowKey) { ["A"] = 2 });

        TableEntity read = await Table.GetEntityAsync<TableEntity>(partitionKey, rowKey);

        Assert.Equal((partitionKey, rowKey, 2), (read.PartitionKey, read.RowKey, read.GetInt32("A")));
        Assert.Equal(204, (await Table.DeleteEntityAsync(partitionKey, rowKey)).Status);
    }
}
