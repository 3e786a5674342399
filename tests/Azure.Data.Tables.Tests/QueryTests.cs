using System.Globalization;

namespace Azure.Data.Tables.Tests;

public class QueryTests : TableTest
{
    [Fact]
    public async Task Query_MoreThanAThousandRows_FollowsTheContinuation()
    {
        await FillAsync(1250);

        List<TableEntity> all = await AllAsync(Table.QueryAsync<TableEntity>());
        List<int> sizes = await PageSizesAsync(Table.QueryAsync<TableEntity>().AsPages());

        Assert.Equal(Enumerable.Range(0, 1250), all.Select(row => row.GetInt32("N")!.Value));
        Assert.Equal([1000, 250], sizes);
        Assert.Equal(1250, Table.Query<TableEntity>().Count());
    }

    [Fact]
    public async Task Query_MaxPerPage_SetsThePageAndNotTheWhole()
    {
        await FillAsync(250);

        Assert.Equal([100, 100, 50], await PageSizesAsync(Table.QueryAsync<TableEntity>(maxPerPage: 100).AsPages()));
        Assert.Equal([200, 50], await PageSizesAsync(Table.QueryAsync<TableEntity>(maxPerPage: 100).AsPages(pageSizeHint: 200)));
        Assert.Equal([100, 100, 50], Table.Query<TableEntity>(maxPerPage: 100).AsPages().Select(page => page.Values.Count));
    }

    [Fact]
    public async Task Query_ContinuationToken_ResumesInAnotherQuery()
    {
        await FillAsync(250);
        string? token = null;
        await foreach (Page<TableEntity> page in Table.QueryAsync<TableEntity>(maxPerPage: 120).AsPages())
        {
            token = page.ContinuationToken;
            break;
        }

        List<TableEntity> rest = [];
        await foreach (Page<TableEntity> page in Table.QueryAsync<TableEntity>(maxPerPage: 120).AsPages(token))
        {
            rest.AddRange(page.Values);
        }

        Assert.Equal(Enumerable.Range(120, 130), rest.Select(row => row.GetInt32("N")!.Value));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("ünï '% +&=")]
    public async Task Query_SpecialKeysAcrossPages_LosesNone(string key)
    {
        for (int i = 0; i < 3; i++)
        {
            await Table.AddEntityAsync(new TableEntity(key, $"{key} {i}"));
        }

        List<TableEntity> all = await AllAsync(Table.QueryAsync<TableEntity>(maxPerPage: 1));

        Assert.Equal([$"{key} 0", $"{key} 1", $"{key} 2"], all.Select(row => row.RowKey));
    }

    [Fact]
    public async Task Query_Select_ReadsOnlyThose()
    {
        await FillAsync(3);

        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>(select: ["RowKey", "N"]));

        Assert.All(rows, row => Assert.Equal(["N", "RowKey"], row.Keys.Where(key => key != "odata.etag").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Query_SelectOfAColumnThatSomeRowsLack_ReadsTheOthers()
    {
        await Table.AddEntityAsync(new TableEntity("p", "a") { ["A"] = 1L });
        await Table.AddEntityAsync(new TableEntity("p", "b") { ["B"] = "two" });
        await Table.AddEntityAsync(new TableEntity("p", "c") { ["B"] = "three", ["A"] = 3L });

        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>(select: ["A", "B"]));

        Assert.Equal([1L, null, 3L], rows.Select(row => row.GetInt64("A")));
        Assert.Equal([null, "two", "three"], rows.Select(row => row.GetString("B")));
    }

    [Fact]
    public async Task Query_RowKeyRange_IsOrdinal()
    {
        await FillAsync(30);

        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"00010"} and RowKey lt {"00020"}")));

        Assert.Equal(Enumerable.Range(10, 10), rows.Select(row => row.GetInt32("N")!.Value));
    }

    [Fact]
    public async Task Query_Expression_FindsTheSameRows()
    {
        await FillAsync(30);
        int from = 10;

        List<TableEntity> rows = await AllAsync(Table.QueryAsync<TableEntity>(
            row => row.PartitionKey == "p" && row.RowKey.CompareTo("00020") < 0 && row.GetInt32("N") >= from && !(row.GetInt32("N") == 15)));

        Assert.Equal(Enumerable.Range(10, 10).Where(n => n != 15), rows.Select(row => row.GetInt32("N")!.Value));
        Assert.Equal(9, Table.Query<TableEntity>(row => row.RowKey.CompareTo("00020") < 0 && row.GetInt32("N") > 10).Count());
    }

    [Fact]
    public async Task Query_NothingThere_IsOneEmptyPage()
    {
        List<int> sizes = await PageSizesAsync(Table.QueryAsync<TableEntity>("PartitionKey eq 'none'").AsPages());

        Assert.Equal([0], sizes);
    }

    [Fact]
    public async Task Query_BadFilter_IsRefused()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => AllAsync(Table.QueryAsync<TableEntity>("this is ( no filter")));

        Assert.InRange(failure.Status, 400, 499);
    }

    [Fact]
    public async Task Query_CancelledBetweenPages_Stops()
    {
        await FillAsync(20);
        using CancellationTokenSource cancelling = new();
        int seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TableEntity row in Table.QueryAsync<TableEntity>(maxPerPage: 10).WithCancellation(cancelling.Token))
            {
                if (++seen == 10)
                {
                    await cancelling.CancelAsync();
                }
            }
        });

        Assert.Equal(10, seen);
    }

    private static async Task<List<int>> PageSizesAsync(IAsyncEnumerable<Page<TableEntity>> pages)
    {
        List<int> sizes = [];
        await foreach (Page<TableEntity> page in pages)
        {
            sizes.Add(page.Values.Count);
        }

        return sizes;
    }

    private async Task FillAsync(int count)
    {
        foreach (int[] chunk in Enumerable.Range(0, count).Chunk(100))
        {
            await Table.SubmitTransactionAsync(chunk.Select(n => new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity("p", n.ToString("D5", CultureInfo.InvariantCulture)) { ["N"] = n, ["L"] = (long)n })));
        }
    }
}
