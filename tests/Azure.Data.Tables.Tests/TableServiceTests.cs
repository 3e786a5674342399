using Azure.Data.Tables.Models;
using CxFunnel.LocalStorage;
using CxFunnel.Testing.Storage;

namespace Azure.Data.Tables.Tests;

public class TableServiceTests : TableTest
{
    [Fact]
    public async Task CreateIfNotExists_Twice_SaysThatItExisted()
    {
        string name = SharedAzurite.UniqueName("svc");

        Response<TableItem> first = await Service.CreateTableIfNotExistsAsync(name);
        Response<TableItem> second = await Service.CreateTableIfNotExistsAsync(name);

        Assert.Equal((name, 204), (first.Value.Name, first.GetRawResponse().Status));
        Assert.Equal((name, 409), (second.Value.Name, second.GetRawResponse().Status));
        Assert.Equal(409, Service.GetTableClient(name).CreateIfNotExists().GetRawResponse().Status);
        Assert.Equal(204, (await Service.DeleteTableAsync(name)).Status);
    }

    [Fact]
    public async Task Create_Twice_IsAConflictWithItsCode()
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Table.CreateAsync());

        Assert.Equal(409, failure.Status);
        Assert.Equal(TableErrorCode.TableAlreadyExists, failure.ErrorCode!);
        Assert.Equal(409, Assert.Throws<RequestFailedException>(() => Service.CreateTable(Table.Name)).Status);
    }

    [Fact]
    public async Task Delete_MissingTable_SaysThatThereWasNone()
    {
        Assert.Equal(404, (await Service.DeleteTableAsync("nosuchtable")).Status);
        Assert.Equal(404, Service.GetTableClient("nosuchtable").Delete().Status);
    }

    [Theory]
    [InlineData("no-dashes")]
    [InlineData("1digit")]
    [InlineData("ab")]
    public async Task Create_BadName_IsRefused(string name)
    {
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Service.CreateTableIfNotExistsAsync(name));

        Assert.Equal(400, failure.Status);
    }

    [Fact]
    public async Task Query_ByName_FindsTheTable()
    {
        string name = Table.Name;

        // An interpolated string is a string first: without its type it would not be quoted.
        FormattableString byName = $"TableName eq {name}";
        Assert.Equal([name], (await AllAsync(Service.QueryAsync(byName))).Select(table => table.Name));
        Assert.Equal([name], (await AllAsync(Service.QueryAsync(table => table.Name == name))).Select(table => table.Name));
        Assert.Contains(name, Service.Query().Select(table => table.Name));
        Assert.Equal([name], Service.Query($"TableName eq '{name}'", maxPerPage: 1).Select(table => table.Name));
    }

    [Fact]
    public async Task Query_OnePerPage_FindsEveryTable()
    {
        string second = SharedAzurite.UniqueName("svc");
        await Service.CreateTableAsync(second);

        List<TableItem> all = await AllAsync(Service.QueryAsync(maxPerPage: 1));

        Assert.Contains(Table.Name, all.Select(table => table.Name));
        Assert.Contains(second, all.Select(table => table.Name));
        Assert.Equal(204, Service.DeleteTable(second).Status);
    }

    [Fact]
    public async Task Clients_OfEveryConstruction_NameTheSameTable()
    {
        Azurite azurite = await SharedAzurite.GetAsync();
        TableSharedKeyCredential key = new(Azurite.AccountName, Azurite.AccountKey);
        TableClient[] clients =
        [
            Table,
            new(azurite.ConnectionString, Table.Name),
            new(azurite.TableEndpoint, Table.Name, key),
            new(new Uri($"{azurite.TableEndpoint}/{Table.Name}"), Table.Name, key),
            new TableServiceClient(azurite.TableEndpoint, key).GetTableClient(Table.Name),
        ];

        Assert.All(clients, client =>
        {
            Assert.Equal((Azurite.AccountName, Table.Name, $"{azurite.TableEndpoint}/{Table.Name}"), (client.AccountName, client.Name, client.Uri.AbsoluteUri));
            Assert.Equal(204, client.UpsertEntity(new TableEntity("p", "r")).Status);
        });
        Assert.Equal((Azurite.AccountName, azurite.TableEndpoint), (Service.AccountName, Service.Uri));
    }

    [Fact]
    public async Task Key_Wrong_IsRefusedUntilItIsRotated()
    {
        Azurite azurite = await SharedAzurite.GetAsync();
        TableSharedKeyCredential key = new(Azurite.AccountName, Convert.ToBase64String(new byte[64]));
        TableClient client = new(azurite.TableEndpoint, Table.Name, key);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.AddEntityAsync(new TableEntity("p", "r")));
        key.SetAccountKey(Azurite.AccountKey);

        Assert.Equal(403, failure.Status);
        Assert.Equal(204, (await client.AddEntityAsync(new TableEntity("p", "r"))).Status);
    }
}
