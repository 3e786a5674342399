using CxFunnel.Pipeline.Storage;
using CxFunnel.Testing.Storage;

namespace CxFunnel.Azure.Tests.Tables;

/// <summary>What the pipeline relies on; run over Azure's tables and over the model that the simulation uses in their place.</summary>
public abstract class TableStoreContract
{
    private readonly string _partition = SharedAzurite.UniqueName("p");

    protected static string Table => "contract";

    [Fact]
    public async Task Find_MissingRow_IsNull() => Assert.Null(await (await StoreAsync()).FindAsync(Table, _partition, "none", CancellationToken.None));

    [Fact]
    public async Task Commit_EveryTypeOfValue_ReadsBackAsItWas()
    {
        ITableStore store = await StoreAsync();
        TableRow row = Row("types");
        row["Text"] = "Zoë said \"no\" 😀 \\ / # ? % \n\t|";
        row["Empty"] = string.Empty;
        row["Long"] = 1L << 60;
        row["SmallLong"] = 7L;
        row["Int"] = -3;
        row["WholeDouble"] = 50.0;
        row["Double"] = 0.1 + 0.2;
        row["Tiny"] = 1e-300;
        row["True"] = true;
        row["Instant"] = new DateTimeOffset(2026, 11, 2, 9, 15, 0, TimeSpan.FromHours(1)).AddTicks(1);
        row["Bytes"] = new byte[] { 0, 1, 255 };

        await DoneAsync(store, RowChange.Insert(row));

        TableRow read = (await store.FindAsync(Table, _partition, "types", CancellationToken.None))!;
        Assert.Equal((row.PartitionKey, row.RowKey), (read.PartitionKey, read.RowKey));
        Assert.Equal(row.Columns.Keys.Order(), read.Columns.Keys.Order());
        Assert.All(row.Columns, c => Assert.Equal(c.Value, read[c.Key]));
        Assert.Equal(row.Columns["Instant"], read.Instant("Instant"));
        Assert.Equal(TimeSpan.Zero, read.Instant("Instant")!.Value.Offset);
    }

    [Fact]
    public async Task Commit_Done_GivesTheTagsThatAReaderSees()
    {
        ITableStore store = await StoreAsync();
        CommitOutcome.Done inserted = await DoneAsync(store, RowChange.Insert(Row("a", 1)), RowChange.Insert(Row("b", 1)), RowChange.Put(Row("c", 1)));
        Assert.Equal(await TagsAsync(store, "a", "b", "c"), inserted.ETags);

        CommitOutcome.Done changed = await DoneAsync(
            store, RowChange.Replace(Row("b", 2), inserted.ETags[1]!), RowChange.Delete(Row("a"), inserted.ETags[0]!), RowChange.Put(Row("c", 2)));

        Assert.Equal(await TagsAsync(store, "b", "a", "c"), changed.ETags);
        Assert.Null(changed.ETags[1]);
    }

    [Fact]
    public async Task Commit_SameRowAgainAndAgain_NeverRepeatsATag()
    {
        ITableStore store = await StoreAsync();
        HashSet<string?> tags = [];
        for (int i = 0; i < 40; i++)
        {
            Assert.True(tags.Add((await DoneAsync(store, RowChange.Put(Row("row", i)))).ETags[0]), $"write {i}");
        }
    }

    [Fact]
    public async Task Commit_Replace_LeavesNoColumnBehind()
    {
        ITableStore store = await StoreAsync();
        TableRow first = Row("row", 1);
        first["Old"] = "x";
        CommitOutcome.Done inserted = await DoneAsync(store, RowChange.Insert(first));

        CommitOutcome.Done replaced = await DoneAsync(store, RowChange.Replace(Row("row", 2), inserted.ETags[0]!));
        Assert.Equal(["N"], (await store.FindAsync(Table, _partition, "row", CancellationToken.None))!.Columns.Keys);

        first["Old"] = "y";
        await DoneAsync(store, RowChange.Replace(first, replaced.ETags[0]!));
        await DoneAsync(store, RowChange.Put(Row("row", 3)));
        Assert.Equal(["N"], (await store.FindAsync(Table, _partition, "row", CancellationToken.None))!.Columns.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task Commit_InsertOfAnExistingRow_NamesTheChangeAndAppliesNone(int index)
    {
        ITableStore store = await StoreAsync();
        await DoneAsync(store, RowChange.Insert(Row("there", 1)));
        List<RowChange> changes = [.. Enumerable.Range(0, 6).Select(i => RowChange.Insert(Row($"new{i}", i)))];
        changes.Insert(index, RowChange.Insert(Row("there", 2)));

        Assert.Equal(new CommitOutcome.Conflict(index), await store.CommitAsync(Table, changes, CancellationToken.None));

        TableRow only = Assert.Single(await ReadAsync(store, RowKeyRange.All));
        Assert.Equal(1, only.Number("N"));
    }

    [Theory]
    [InlineData("stale replace")]
    [InlineData("stale delete")]
    [InlineData("replace of none")]
    [InlineData("delete of none")]
    [InlineData("insert of one")]
    public async Task Commit_OneFailingChangeAmongGoodOnes_NamesItAndAppliesNone(string failing)
    {
        ITableStore store = await StoreAsync();
        string tag = (await DoneAsync(store, RowChange.Insert(Row("row", 1)))).ETags[0]!;
        string free = (await DoneAsync(store, RowChange.Insert(Row("free", 1)))).ETags[0]!;
        await DoneAsync(store, RowChange.Put(Row("row", 2)));
        RowChange bad = failing switch
        {
            "stale replace" => RowChange.Replace(Row("row", 9), tag),
            "stale delete" => RowChange.Delete(Row("row"), tag),
            "replace of none" => RowChange.Replace(Row("none", 9), tag),
            "delete of none" => RowChange.Delete(Row("none"), tag),
            _ => RowChange.Insert(Row("row", 9)),
        };

        CommitOutcome outcome = await store.CommitAsync(
            Table, [RowChange.Replace(Row("free", 9), free), RowChange.Put(Row("put", 9)), bad, RowChange.Insert(Row("new", 9))], CancellationToken.None);

        Assert.Equal(new CommitOutcome.Conflict(2), outcome);
        Assert.Equal([("free", 1L), ("row", 2L)], (await ReadAsync(store, RowKeyRange.All)).Select(r => (r.RowKey, r.Number("N"))));
    }

    [Fact]
    public async Task Commit_TwoFailingChanges_NamesTheFirst()
    {
        ITableStore store = await StoreAsync();
        await DoneAsync(store, RowChange.Insert(Row("x", 1)), RowChange.Insert(Row("y", 1)));

        CommitOutcome outcome = await store.CommitAsync(
            Table, [RowChange.Insert(Row("a")), RowChange.Insert(Row("y")), RowChange.Insert(Row("x"))], CancellationToken.None);

        Assert.Equal(new CommitOutcome.Conflict(1), outcome);
    }

    [Fact]
    public async Task Commit_AnyTag_ReplacesAndDeletesWhatIsThere()
    {
        ITableStore store = await StoreAsync();
        await DoneAsync(store, RowChange.Insert(Row("a", 1)), RowChange.Insert(Row("b", 1)));

        await DoneAsync(store, RowChange.Replace(Row("a", 2), "*"), RowChange.Delete(Row("b"), "*"));

        Assert.Equal(2, Assert.Single(await ReadAsync(store, RowKeyRange.All)).Number("N"));
        Assert.Equal(new CommitOutcome.Conflict(0), await store.CommitAsync(Table, [RowChange.Delete(Row("b"), "*")], CancellationToken.None));
    }

    [Fact]
    public async Task Commit_AHundredChanges_AreOneTransaction()
    {
        ITableStore store = await StoreAsync();

        CommitOutcome.Done done = await DoneAsync(store, [.. Enumerable.Range(0, 100).Select(i => RowChange.Insert(Row($"{i:D3}", i)))]);

        Assert.Equal(100, done.ETags.Count);
        Assert.Equal(100, (await ReadAsync(store, RowKeyRange.All)).Count);
    }

    [Theory]
    [InlineData(32_768, true)]
    [InlineData(32_769, false)]
    public async Task Commit_TextAtTheLimitOfAColumn_IsTheLongestThatFits(int chars, bool fits)
    {
        TableRow row = Row("text");
        row["Text"] = new string('x', chars);

        Assert.Equal(fits, await (await StoreAsync()).CommitAsync(Table, [RowChange.Insert(row)], CancellationToken.None) is CommitOutcome.Done);
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public async Task Commit_BytesAtTheLimitOfAColumn_AreTheMostThatFit(int bytes, bool fits)
    {
        TableRow row = Row("bytes");
        row["Bytes"] = new byte[bytes];

        CommitOutcome outcome = await (await StoreAsync()).CommitAsync(Table, [RowChange.Insert(row)], CancellationToken.None);

        Assert.Equal(fits, outcome is CommitOutcome.Done);
        Assert.Equal(!fits, outcome is CommitOutcome.TooLarge);
    }

    [Fact]
    public async Task Commit_BeyondFourMebibytes_IsTooLargeAndAppliesNone()
    {
        ITableStore store = await StoreAsync();
        RowChange[] changes = [.. Enumerable.Range(0, 90).Select(i =>
        {
            TableRow row = Row($"{i:D3}");
            row["Bytes"] = new byte[60_000];
            return RowChange.Insert(row);
        })];

        Assert.IsType<CommitOutcome.TooLarge>(await store.CommitAsync(Table, changes, CancellationToken.None));
        Assert.Empty(await ReadAsync(store, RowKeyRange.All));
    }

    [Fact]
    public async Task Read_Rows_ComeInOrdinalOrder()
    {
        ITableStore store = await StoreAsync();
        string[] keys = ["a|20261102", "a|20261102|x", "A", "Z", "a", "b", "é", "f|0", "~", "a-", "a_", "\u30A2", "😀", "\uFB01"];
        await DoneAsync(store, [.. keys.Select(k => RowChange.Insert(Row(k)))]);

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await ReadAsync(store, RowKeyRange.All)).Select(r => r.RowKey));
    }

    [Fact]
    public async Task Read_Range_IncludesItsBeginningAndNotItsEnd()
    {
        ITableStore store = await StoreAsync();
        string[] keys = ["a|1", "a|2", "a|2\u0020", "a|3", "b|1", "a}", "a{"];
        await DoneAsync(store, [.. keys.Select(k => RowChange.Insert(Row(k)))]);

        Assert.Equal(["a|1", "a|2", "a|2\u0020"], (await ReadAsync(store, new RowKeyRange("a|1", "a|3"))).Select(r => r.RowKey));
        Assert.Equal(["a|1", "a|2", "a|2\u0020", "a|3"], (await ReadAsync(store, RowKeyRange.StartingWith("a|"))).Select(r => r.RowKey));
        Assert.Empty(await ReadAsync(store, RowKeyRange.StartingWith("c|")));
    }

    [Fact]
    public async Task Read_SomeColumns_BringsThoseAndTheTag()
    {
        ITableStore store = await StoreAsync();
        TableRow row = Row("row", 1);
        row["Other"] = "x";
        string? tag = (await DoneAsync(store, RowChange.Insert(row))).ETags[0];

        TableRow read = Assert.Single(await ReadAsync(store, RowKeyRange.All, ["N", "Missing"]));
        Assert.Equal(("row", tag), (read.RowKey, read.ETag));
        Assert.Equal(["N"], read.Columns.Keys);
        Assert.Equal(tag, Assert.Single(await ReadAsync(store, RowKeyRange.All, [])).ETag);
    }

    [Fact]
    public async Task Read_MoreThanAPage_BringsAll()
    {
        ITableStore store = await StoreAsync();
        for (int from = 0; from < 1_200; from += 100)
        {
            await DoneAsync(store, [.. Enumerable.Range(from, 100).Select(i => RowChange.Insert(Row($"{i:D5}", i)))]);
        }

        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => (long)i), (await ReadAsync(store, RowKeyRange.All)).Select(r => r.Number("N")));
    }

    [Fact]
    public async Task Read_PagesOfRowsThatWereWrittenDeletedAndWrittenAgain_BringsThoseThatAreThereInOrder()
    {
        ITableStore store = await StoreAsync();
        string other = _partition + "z";
        string[] keys = [.. Enumerable.Range(0, 2_600).Select(i => $"f|{i * 7_919 % 2_600:D5}")];
        foreach (string[] chunk in keys.Chunk(100))
        {
            await DoneAsync(store, [.. chunk.Select(k => RowChange.Insert(Row(k, 1)))]);
            await DoneAsync(store, [.. chunk.Select(k => RowChange.Insert(new TableRow(other, k) { ["N"] = 2L }))]);
        }

        foreach (string[] chunk in keys.Where(k => k[^1] is '3' or '4').Chunk(100))
        {
            await DoneAsync(store, [.. chunk.Select(k => RowChange.Delete(Row(k), "*"))]);
        }

        foreach (string[] chunk in keys.Where(k => k[^1] == '4').Chunk(100))
        {
            await DoneAsync(store, [.. chunk.Select(k => RowChange.Insert(Row(k, 3)))]);
        }

        Assert.Equal(
            keys.Where(k => k[^1] != '3').Order(StringComparer.Ordinal).Select(k => (k, k[^1] == '4' ? 3L : 1L)),
            (await ReadAsync(store, RowKeyRange.StartingWith("f|"))).Select(r => (r.RowKey, r.Number("N"))));
        Assert.Null(await store.FindAsync(Table, _partition, "f|00003", CancellationToken.None));
        Assert.Equal(3, (await store.FindAsync(Table, _partition, "f|00004", CancellationToken.None))!.Number("N"));
    }

    [Fact]
    public async Task Read_KeysThatNeedQuoting_AreFoundByThem()
    {
        ITableStore store = await StoreAsync();
        await DoneAsync(store, RowChange.Insert(Row("o'a", 1)), RowChange.Insert(Row("o'b", 2)), RowChange.Insert(Row("o''", 3)), RowChange.Insert(Row("10", 4)), RowChange.Insert(Row("9", 5)));

        Assert.Equal(["o'a", "o'b"], (await ReadAsync(store, new RowKeyRange("o'a", "o'c"))).Select(r => r.RowKey));
        Assert.Equal(["10", "9"], (await ReadAsync(store, new RowKeyRange("0", ":"))).Select(r => r.RowKey));
        Assert.Equal(3, (await store.FindAsync(Table, _partition, "o''", CancellationToken.None))!.Number("N"));
    }

    [Fact]
    public async Task Partitions_OfARange_AreThoseThatHoldARow()
    {
        ITableStore store = await StoreAsync();
        foreach (string partition in new[] { "|202612", "|202601", "|2026", "}x", "", "|9" })
        {
            await DoneAsync(store, [.. Enumerable.Range(0, 3).Select(i => RowChange.Insert(new TableRow(_partition + partition, $"{i}")))]);
        }

        await DoneAsync(store, [.. Enumerable.Range(0, 3).Select(i => RowChange.Delete(new TableRow(_partition + "|9", $"{i}"), "*"))]);

        List<string> found = [];
        await foreach (string partition in store.PartitionsAsync(Table, _partition + "|", _partition + "}", CancellationToken.None))
        {
            found.Add(partition);
        }

        Assert.Equal([_partition + "|2026", _partition + "|202601", _partition + "|202612"], found);
    }

    /// <summary>A long seeded script of changes, whose outcomes and rows both stores must agree on with a plain dictionary.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Commit_RandomScript_BehavesAsADictionaryWouldRowByRow(int seed)
    {
        ITableStore store = await StoreAsync();
        Random random = new(seed);
        Dictionary<string, (long N, string Tag)> expected = new(StringComparer.Ordinal);
        for (int step = 0; step < 120; step++)
        {
            string[] keys = ["k0", "k1", "k2", "k3", "k4", "k5"];
            random.Shuffle(keys);
            RowChange[] changes = [.. keys.Take(random.Next(1, 5)).Select(key =>
            {
                string tag = expected.TryGetValue(key, out var row) && random.Next(5) > 0 ? row.Tag : "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"";
                TableRow next = Row(key, step);
                return random.Next(4) switch
                {
                    0 => RowChange.Insert(next),
                    1 => RowChange.Put(next),
                    2 => RowChange.Replace(next, tag),
                    _ => RowChange.Delete(next, tag),
                };
            })];
            int failing = Array.FindIndex(changes, c => c.Kind switch
            {
                RowChangeKind.Insert => expected.ContainsKey(c.Row.RowKey),
                RowChangeKind.Put => false,
                _ => !expected.TryGetValue(c.Row.RowKey, out var row) || row.Tag != c.IfMatch,
            });

            CommitOutcome outcome = await store.CommitAsync(Table, changes, CancellationToken.None);

            if (failing >= 0)
            {
                Assert.Equal(new CommitOutcome.Conflict(failing), outcome);
                continue;
            }

            IReadOnlyList<string?> tags = Assert.IsType<CommitOutcome.Done>(outcome).ETags;
            for (int i = 0; i < changes.Length; i++)
            {
                if (changes[i].Kind == RowChangeKind.Delete)
                {
                    expected.Remove(changes[i].Row.RowKey);
                }
                else
                {
                    expected[changes[i].Row.RowKey] = (step, tags[i]!);
                }
            }
        }

        Assert.Equal(
            expected.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, e.Value.N, (string?)e.Value.Tag)),
            (await ReadAsync(store, RowKeyRange.All)).Select(r => (r.RowKey, r.Number("N"), r.ETag)));
    }

    protected abstract Task<ITableStore> StoreAsync();

    private TableRow Row(string key, long? n = null) => new(_partition, key) { ["N"] = n };

    private static async Task<CommitOutcome.Done> DoneAsync(ITableStore store, params RowChange[] changes) =>
        Assert.IsType<CommitOutcome.Done>(await store.CommitAsync(Table, changes, CancellationToken.None));

    private async Task<string?[]> TagsAsync(ITableStore store, params string[] keys)
    {
        List<string?> tags = [];
        foreach (string key in keys)
        {
            tags.Add((await store.FindAsync(Table, _partition, key, CancellationToken.None))?.ETag);
        }

        return [.. tags];
    }

    private async Task<List<TableRow>> ReadAsync(ITableStore store, RowKeyRange range, IReadOnlyList<string>? columns = null)
    {
        List<TableRow> rows = [];
        await foreach (TableRow row in store.ReadAsync(Table, _partition, range, columns, CancellationToken.None))
        {
            rows.Add(row);
        }

        return rows;
    }
}
