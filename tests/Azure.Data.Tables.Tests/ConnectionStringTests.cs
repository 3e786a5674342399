using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Tests;

public class ConnectionStringTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage", "http://storage:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=a2V5;EndpointSuffix=core.windows.net", "https://acme.table.core.windows.net/", "acme")]
    [InlineData("AccountName=acme;AccountKey=a2V5;EndpointSuffix=core.chinacloudapi.cn", "https://acme.table.core.chinacloudapi.cn/", "acme")]
    [InlineData("accountname=acme;accountkey=a2V5;tableendpoint=http://localhost:5/acme;QueueEndpoint=http://localhost:4/acme;", "http://localhost:5/acme", "acme")]
    [InlineData("TableEndpoint=https://acme.table.core.windows.net/;SharedAccessSignature=?sv=1&sig=x%3D", "https://acme.table.core.windows.net/", "acme")]
    public void Parse_KnownForms_SayWhereAndWho(string connectionString, string endpoint, string account)
    {
        TableServiceClient client = new(connectionString);

        Assert.Equal((endpoint, account), (client.Uri.AbsoluteUri, client.AccountName));
    }

    [Theory]
    [InlineData("AccountName=acme")]
    [InlineData("AccountName=acme;AccountKey=a2V5")]
    [InlineData("UseDevelopmentStorage=false")]
    [InlineData("TableEndpoint=nowhere;AccountName=acme;AccountKey=a2V5")]
    [InlineData("")]
    public void Parse_NotEnough_IsAnArgumentException(string connectionString) =>
        Assert.ThrowsAny<ArgumentException>(() => new TableServiceClient(connectionString));

    [Theory]
    [InlineData("AccountName")]
    [InlineData("AccountName=a;AccountName=b")]
    [InlineData("=x")]
    public void Parse_Malformed_IsInvalid(string connectionString) =>
        Assert.Throws<InvalidOperationException>(() => new TableClient(connectionString, "t"));

    [Fact]
    public void Parse_Failure_DoesNotShowTheKey()
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => new TableServiceClient("AccountName=acme;AccountKey=c2VjcmV0"));

        Assert.DoesNotContain("c2VjcmV0", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorCode_ComparesWithTextWithoutCase()
    {
        string code = "entityalreadyexists";

        Assert.True(code == TableErrorCode.EntityAlreadyExists);
        Assert.True(TableErrorCode.EntityAlreadyExists == code);
        Assert.False(TableErrorCode.EntityAlreadyExists != code);
        Assert.True(TableErrorCode.EntityAlreadyExists != "EntityNotFound");
        Assert.True(TableErrorCode.EntityAlreadyExists != (string?)null!);
        Assert.Equal(TableErrorCode.EntityAlreadyExists.GetHashCode(), new TableErrorCode(code).GetHashCode());
        Assert.Equal("EntityAlreadyExists", TableErrorCode.EntityAlreadyExists.ToString());
    }
}
