namespace Azure.Data.Tables.Tests;

/// <summary>The dictionary that an entity is, without a service.</summary>
public class TableEntityTests
{
    [Fact]
    public void Getter_MissingProperty_IsNull()
    {
        TableEntity entity = new();

        Assert.Null(entity["A"]);
        Assert.Null(entity.GetString("A"));
        Assert.Null(entity.GetInt32("A"));
        Assert.Null(entity.GetBinaryData("A"));
        Assert.Null(entity.PartitionKey);
        Assert.Null(entity.Timestamp);
        Assert.False(entity.TryGetValue("A", out _));
    }

    [Fact]
    public void Getter_OtherType_Throws()
    {
        TableEntity entity = new("p", "r") { ["A"] = "text", ["N"] = 1 };

        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("A"));
        Assert.Throws<InvalidOperationException>(() => entity.GetString("N"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("N"));
        Assert.Throws<InvalidOperationException>(() => entity.GetDateTime("A"));
    }

    [Fact]
    public void Setter_IntOverWiderNumber_KeepsTheWiderType()
    {
        TableEntity entity = new() { ["L"] = 1L, ["D"] = 1.5, ["I"] = 1, ["S"] = "s" };

        entity["L"] = 2;
        entity["D"] = 3;
        entity["I"] = 4L;
        entity["S"] = 5;

        Assert.Equal((2L, 3.0, 4L, 5), (entity["L"], entity["D"], entity["I"], entity["S"]));
    }

    [Fact]
    public void Dates_AreReadAsEither()
    {
        DateTimeOffset at = new(2026, 11, 21, 1, 0, 0, TimeSpan.FromHours(1));
        TableEntity entity = new() { ["O"] = at, ["D"] = at.UtcDateTime };

        Assert.Equal((at.UtcDateTime, DateTimeKind.Utc), (entity.GetDateTime("O")!.Value, entity.GetDateTime("O")!.Value.Kind));
        Assert.Equal(at, entity.GetDateTimeOffset("D"));
    }

    [Fact]
    public void Add_ExistingProperty_ReplacesIt()
    {
        TableEntity entity = new() { { "A", 1 } };

        entity.Add("A", "two");

        Assert.Equal("two", entity["A"]);
        Assert.Single(entity);
    }

    [Fact]
    public void SystemProperties_AreEntriesOfTheDictionary()
    {
        TableEntity entity = new("p", "r") { ETag = new ETag("W/\"1\""), Timestamp = DateTimeOffset.UnixEpoch };

        Assert.Equal(["PartitionKey", "RowKey", "Timestamp", "odata.etag"], entity.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("W/\"1\"", entity["odata.etag"]);
    }

    [Fact]
    public void Copy_OfADictionary_IsItsOwn()
    {
        Dictionary<string, object> values = new() { ["PartitionKey"] = "p", ["A"] = 1 };

        TableEntity entity = new(values) { ["A"] = 2 };

        Assert.Equal(("p", 1), (entity.PartitionKey, values["A"]));
        Assert.True(((IDictionary<string, object>)entity).Contains(new KeyValuePair<string, object>("A", 2)));
    }
}
