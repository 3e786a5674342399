namespace Azure.Data.Tables.Tests;

/// <summary>Every type that a column can have, out and back, in a dictionary.</summary>
public class EdmTypeTests : TableTest
{
    public static TheoryData<object> Values { get; } =
    [
        string.Empty,
        "plain",
        "It's \"quoted\" \\ and / <b>&amp;</b> + %20 `´",
        "Größe – 東京 – 😀 – \u2028 \u00a0 – \t\r\n",
        "2026-11-21T00:00:00Z",
        "12345",
        int.MinValue,
        0,
        int.MaxValue,
        long.MinValue,
        0L,
        1L + int.MaxValue,
        long.MaxValue,
        5.0,
        -0.1,
        1e-300,
        double.MaxValue,
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        true,
        false,
        new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
        Guid.Empty,
        new byte[] { 0, 1, 62, 63, 250, 255 },
        new DateTimeOffset(2026, 11, 21, 13, 14, 15, TimeSpan.Zero).AddTicks(1234567),
        new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9999999),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_OutAndBack_KeepsTypeAndValue(object value)
    {
        await Table.AddEntityAsync(new TableEntity("p", "alone") { ["V"] = value });
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "transaction") { ["V"] = value })]);

        TableEntity got = await Table.GetEntityAsync<TableEntity>("p", "alone");
        List<TableEntity> queried = await AllAsync(Table.QueryAsync<TableEntity>());

        Assert.Equal(value, got["V"]);
        Assert.IsType(value.GetType(), got["V"]);
        Assert.Equal([value, value], queried.Select(row => row["V"]));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_InAFilter_FindsItsRowAlone(object value)
    {
        // Neither NaN nor the infinities have a literal that a filter can hold; the emulator does not read exponents.
        if (value is double number && (!double.IsFinite(number) || Math.Abs(number) is < 1e-5 or > 1e15))
        {
            return;
        }

        await Table.AddEntityAsync(new TableEntity("p", "yes") { ["V"] = value });
        await Table.AddEntityAsync(new TableEntity("p", "no") { ["V"] = Other(value) });

        TableEntity found = Assert.Single(await AllAsync(Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq 'p' and V eq {value}"))));

        Assert.Equal("yes", found.RowKey);
    }

    [Fact]
    public async Task Date_WithOffset_ComesBackAsTheSameInstantInUtc()
    {
        DateTimeOffset paris = new(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = paris, ["W"] = paris.UtcDateTime });

        TableEntity got = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(paris, got.GetDateTimeOffset("V"));
        Assert.Equal(TimeSpan.Zero, got.GetDateTimeOffset("V")!.Value.Offset);
        Assert.Equal(paris.UtcDateTime, got.GetDateTime("W"));
        Assert.Equal(DateTimeKind.Utc, got.GetDateTime("W")!.Value.Kind);
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Date_NotUtc_ThrowsBeforeSending(DateTimeKind kind) => await Assert.ThrowsAsync<NotSupportedException>(
        () => Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = new DateTime(2026, 7, 1, 12, 0, 0, kind) }));

    [Fact]
    public async Task Binary_64KiB_SurvivesAsBytesAndAsBinaryData()
    {
        byte[] bytes = new byte[64 * 1024];
        new Random(3).NextBytes(bytes);
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = bytes, ["W"] = new BinaryData(bytes[..100]) });

        TableEntity got = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(bytes, got.GetBinary("V"));
        Assert.Equal(bytes[..100], got.GetBinaryData("W").ToArray());
    }

    [Fact]
    public async Task Null_IsNotStored()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = null, ["W"] = 1 });

        TableEntity got = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Null(got["V"]);
        Assert.Equal(1, got["W"]);
    }

    [Fact]
    public async Task Value_OfAnotherType_ThrowsBeforeSending()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = DayOfWeek.Monday }));
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = TimeSpan.FromSeconds(1) }));
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["V"] = new object() }));
    }

    private static object Other(object value) => value switch
    {
        string text => text + "x",
        int number => number ^ 1,
        long number => number ^ 1,
        double number => (number / 2) + 1,
        bool truth => !truth,
        Guid => new Guid("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        byte[] bytes => new byte[] { 9 }.Concat(bytes).ToArray(),
        // The emulator compares milliseconds.
        DateTimeOffset date => date.Year > 2000 ? date.AddMilliseconds(-1) : date.AddMilliseconds(1),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
