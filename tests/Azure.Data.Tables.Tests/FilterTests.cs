using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;

namespace Azure.Data.Tables.Tests;

[SuppressMessage("Globalization", "CA1309:Use ordinal string comparison", Justification = "Translated, never run.")]
public class FilterTests
{
    private readonly string _field = "captured";

    [Fact]
    public void Interpolated_EveryType_IsQuotedAndEscaped()
    {
        Guid id = new("0f8fad5b-d9cb-469f-a165-70867728950e");
        DateTimeOffset at = new(2026, 11, 21, 12, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal("A eq 'it''s'", TableClient.CreateQueryFilter($"A eq {"it's"}"));
        Assert.Equal("A eq '' or A eq null", TableClient.CreateQueryFilter($"A eq {string.Empty} or A eq {null}"));
        Assert.Equal("A eq 1 and B eq 2L and C eq 2.5 and D eq true", TableClient.CreateQueryFilter($"A eq {1} and B eq {2L} and C eq {2.5} and D eq {true}"));
        Assert.Equal("A eq guid'0f8fad5b-d9cb-469f-a165-70867728950e'", TableClient.CreateQueryFilter($"A eq {id}"));
        Assert.Equal("A ge datetime'2026-11-21T10:00:00Z'", TableClient.CreateQueryFilter($"A ge {at}"));
        Assert.Equal("A ge datetime'2026-11-21T10:00:00Z'", TableClient.CreateQueryFilter($"A ge {at.UtcDateTime}"));
        Assert.Equal("A eq X'00FF10'", TableClient.CreateQueryFilter($"A eq {new byte[] { 0, 255, 16 }}"));
        Assert.Equal("A eq 'x' or A eq ''''", TableClient.CreateQueryFilter($"A eq {'x'} or A eq {'\''}"));
        Assert.Null(TableClient.CreateQueryFilter(null));
    }

    [Fact]
    public void Interpolated_UnknownType_Throws() => Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {new object()}"));

    [Fact]
    public void Expression_Operators_AreOData()
    {
        string local = "o'clock";

        Assert.Equal("PartitionKey eq 'o''clock'", TableClient.CreateQueryFilter<Model>(e => e.PartitionKey == local));
        Assert.Equal("PartitionKey eq 'captured'", TableClient.CreateQueryFilter<Model>(e => e.PartitionKey == _field));
        Assert.Equal("(PartitionKey eq 'p') and (RowKey ne 'r')", TableClient.CreateQueryFilter<Model>(e => e.PartitionKey == "p" && e.RowKey != "r"));
        Assert.Equal("((Number gt 1) and (Number le 5)) or (not (Number ge 9))", TableClient.CreateQueryFilter<Model>(e => (e.Number > 1 && e.Number <= 5) || !(e.Number >= 9)));
        Assert.Equal("(RowKey ge 'a') and (RowKey lt 'b')", TableClient.CreateQueryFilter<Model>(e => e.RowKey.CompareTo("a") >= 0 && string.Compare(e.RowKey, "b") < 0));
        Assert.Equal("RowKey eq 'x'", TableClient.CreateQueryFilter<Model>(e => e.RowKey.Equals("x")));
        Assert.Equal("RowKey eq 'x'", TableClient.CreateQueryFilter<Model>(e => string.Equals(e.RowKey, "x")));
    }

    [Fact]
    public void Expression_Members_AreColumns()
    {
        Assert.Equal("Flag eq true", TableClient.CreateQueryFilter<Model>(e => e.Flag));
        Assert.Equal("not (Flag eq true)", TableClient.CreateQueryFilter<Model>(e => !e.Flag));
        Assert.Equal("(Flag eq true) and (Number eq 1)", TableClient.CreateQueryFilter<Model>(e => e.Flag && e.Number == 1));
        Assert.Equal("outside eq 5L", TableClient.CreateQueryFilter<Model>(e => e.Inside == 5));
        Assert.Equal("Maybe eq 5", TableClient.CreateQueryFilter<Model>(e => e.Maybe == 5));
        Assert.Equal("Maybe gt 5", TableClient.CreateQueryFilter<Model>(e => e.Maybe!.Value > 5));
        Assert.Equal("Real ge 5.0", TableClient.CreateQueryFilter<Model>(e => e.Real >= 5));
        Assert.Equal("Timestamp gt datetime'2026-11-21T00:00:00Z'", TableClient.CreateQueryFilter<Model>(e => e.Timestamp > new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal("(A eq 'x') and (B gt 3L)", TableClient.CreateQueryFilter<TableEntity>(e => e.GetString("A") == "x" && e.GetInt64("B") > 3));
        Assert.Equal("A eq 'x'", TableClient.CreateQueryFilter<TableEntity>(e => (string)e["A"] == "x"));
        Assert.Equal("TableName eq 't'", TableServiceClient.CreateQueryFilter(t => t.Name == "t"));
    }

    [Fact]
    public void Expression_WhatTheServiceCannotCompute_Throws()
    {
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Model>(e => e.RowKey.Contains(e.PartitionKey)));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Model>(e => e.RowKey.Equals("x", StringComparison.OrdinalIgnoreCase)));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Model>(e => e.RowKey.Length == 3));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Model>(e => e.Number + 1 == 3));
    }

    private sealed class Model : ITableEntity
    {
        public string PartitionKey { get; set; } = string.Empty;

        public string RowKey { get; set; } = string.Empty;

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public int Number { get; set; }

        public int? Maybe { get; set; }

        public double Real { get; set; }

        public bool Flag { get; set; }

        [DataMember(Name = "outside")]
        public long Inside { get; set; }
    }
}
