using System.Runtime.Serialization;

namespace Azure.Data.Tables.Tests;

/// <summary>Classes as entities.</summary>
public class ModelTests : TableTest
{
    [Fact]
    public async Task Model_EveryType_OutAndBack()
    {
        Everything sent = new()
        {
            PartitionKey = "p",
            RowKey = "r",
            Text = "Très bien 😀",
            Small = -7,
            Large = long.MaxValue,
            Unsigned = 7,
            Real = double.NegativeInfinity,
            Flag = true,
            Id = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            At = new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.FromHours(-5)),
            Day = new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc),
            Bytes = [1, 2, 3],
            Data = new BinaryData([4, 5]),
            Kind = DayOfWeek.Friday,
            MaybeSmall = 3,
            MaybeKind = DayOfWeek.Sunday,
            Field = "field",
        };

        await Table.AddEntityAsync(sent);
        Everything got = await Table.GetEntityAsync<Everything>("p", "r");

        Assert.Equal(sent.Text, got.Text);
        Assert.Equal((sent.Small, sent.Large, sent.Unsigned, sent.Real, sent.Flag), (got.Small, got.Large, got.Unsigned, got.Real, got.Flag));
        Assert.Equal((sent.Id, sent.At, sent.Day, sent.Kind), (got.Id, got.At, got.Day, got.Kind));
        Assert.Equal(sent.Bytes, got.Bytes);
        Assert.Equal(sent.Data.ToArray(), got.Data!.ToArray());
        Assert.Equal((3, DayOfWeek.Sunday, "field"), (got.MaybeSmall, got.MaybeKind, got.Field));
        Assert.Null(got.MaybeReal);
        Assert.Null(got.MaybeAt);
        Assert.NotEqual(default, got.ETag);
        Assert.NotNull(got.Timestamp);
    }

    [Fact]
    public async Task Model_ReadAsDictionary_HasTheColumnTypesThatTheServiceKnows()
    {
        await Table.AddEntityAsync(new Everything { PartitionKey = "p", RowKey = "r", Large = 5, Real = 2, Kind = DayOfWeek.Friday, Unsigned = 9 });

        TableEntity got = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal((5L, 2.0, "Friday", 9L), (got["Large"], got["Real"], got["Kind"], got["Unsigned"]));
    }

    [Fact]
    public async Task Model_DataMemberAndIgnore_RenameAndLeaveOut()
    {
        await Table.AddEntityAsync(new Renamed { PartitionKey = "p", RowKey = "r", Inside = "in", Secret = "no" });

        TableEntity stored = await Table.GetEntityAsync<TableEntity>("p", "r");
        Renamed got = await Table.GetEntityAsync<Renamed>("p", "r");

        Assert.Equal("in", stored["outside"]);
        Assert.False(stored.ContainsKey("Inside"));
        Assert.False(stored.ContainsKey("Secret"));
        Assert.Equal("in", got.Inside);
        Assert.Null(got.Secret);
        Assert.Equal("read only: in", stored["Derived"]);
    }

    [Fact]
    public async Task Model_ExplicitInterface_StillHasItsKeys()
    {
        await Table.UpsertEntityAsync(new Explicit("p", "r") { Value = 4 });

        Explicit got = Assert.Single(await AllAsync(Table.QueryAsync<Explicit>()));

        Assert.Equal(("p", "r", 4), (((ITableEntity)got).PartitionKey, ((ITableEntity)got).RowKey, got.Value));
        Assert.NotEqual(default, ((ITableEntity)got).ETag);
    }

    [Fact]
    public async Task Model_InATransactionAsItsInterface_IsStoredByItsClass()
    {
        ITableEntity entity = new Renamed { PartitionKey = "p", RowKey = "r", Inside = "in" };

        await Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, entity)]);

        Assert.Equal("in", (await Table.GetEntityAsync<Renamed>("p", "r")).Value.Inside);
    }

    [Fact]
    public async Task Model_ColumnOfAnotherType_ThrowsInsteadOfBending()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Large"] = 5 });
        await Table.AddEntityAsync(new TableEntity("p", "s") { ["Small"] = 5L });

        await Assert.ThrowsAsync<InvalidCastException>(() => Table.GetEntityAsync<Everything>("p", "r"));
        await Assert.ThrowsAsync<InvalidCastException>(() => Table.GetEntityAsync<Everything>("p", "s"));
    }

    [Fact]
    public async Task Model_MemberThatNoColumnCanHold_ThrowsBeforeSending() => await Assert.ThrowsAsync<NotSupportedException>(
        () => Table.AddEntityAsync(new Unstorable { PartitionKey = "p", RowKey = "r", Money = 1 }));

    [Fact]
    public async Task Dictionary_OfAnotherClass_IsReadAndWritten()
    {
        await Table.AddEntityAsync(new Bag { ["PartitionKey"] = "p", ["RowKey"] = "r", ["A"] = 1L, ["B"] = Guid.Empty });

        Bag got = await Table.GetEntityAsync<Bag>("p", "r");

        Assert.Equal((1L, Guid.Empty), (got["A"], got["B"]));
        Assert.IsType<DateTimeOffset>(got["Timestamp"]);
    }

    public abstract class Row : ITableEntity
    {
        public string PartitionKey { get; set; } = string.Empty;

        public string RowKey { get; set; } = string.Empty;

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }
    }

    public sealed class Everything : Row
    {
        // A public field is a column too.
#pragma warning disable CA1051, MA0069, S1104
        public string? Field;
#pragma warning restore CA1051, MA0069, S1104

        public string? Text { get; set; }

        public int Small { get; set; }

        public long Large { get; set; }

        public ulong Unsigned { get; set; }

        public double Real { get; set; }

        public bool Flag { get; set; }

        public Guid Id { get; set; }

        public DateTimeOffset At { get; set; } = DateTimeOffset.UnixEpoch;

        public DateTime Day { get; set; } = DateTime.UnixEpoch;

        public byte[]? Bytes { get; set; }

        public BinaryData? Data { get; set; }

        public DayOfWeek Kind { get; set; }

        public int? MaybeSmall { get; set; }

        public double? MaybeReal { get; set; }

        public DateTimeOffset? MaybeAt { get; set; }

        public DayOfWeek? MaybeKind { get; set; }
    }

    public sealed class Renamed : Row
    {
        [DataMember(Name = "outside")]
        public string? Inside { get; set; }

        [IgnoreDataMember]
        public string? Secret { get; set; }

        public string Derived => $"read only: {Inside}";
    }

    public sealed class Unstorable : Row
    {
        public decimal Money { get; set; }
    }

    public sealed class Explicit : ITableEntity
    {
        private string? _partition;
        private string? _row;
        private ETag _etag;
        private DateTimeOffset? _timestamp;

        public Explicit()
        {
        }

        public Explicit(string partition, string row) => (_partition, _row) = (partition, row);

        public int Value { get; set; }

        string ITableEntity.PartitionKey { get => _partition!; set => _partition = value; }

        string ITableEntity.RowKey { get => _row!; set => _row = value; }

        DateTimeOffset? ITableEntity.Timestamp { get => _timestamp; set => _timestamp = value; }

        ETag ITableEntity.ETag { get => _etag; set => _etag = value; }
    }

#pragma warning disable CA1710 // Short for a test.
    public sealed class Bag : Dictionary<string, object>, ITableEntity
#pragma warning restore CA1710
    {
        string ITableEntity.PartitionKey { get => (string)this["PartitionKey"]; set => this["PartitionKey"] = value; }

        string ITableEntity.RowKey { get => (string)this["RowKey"]; set => this["RowKey"] = value; }

        DateTimeOffset? ITableEntity.Timestamp { get; set; }

        ETag ITableEntity.ETag { get; set; }
    }
}
