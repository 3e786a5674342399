using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Tests;

/// <summary>What goes over the wire, where the emulator is too kind or too poor to notice: headers, signatures, retries, Azure's own answers.</summary>
public class WireTests
{
    private const string Key = "c2VjcmV0IGtleQ==";
    private static readonly Uri Endpoint = new("https://account.table.core.windows.net");

    [Fact]
    public async Task Request_SharedKey_SignsDateAndEscapedResource()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.NoContent);

        await Client(transport).DeleteEntityAsync("it's", "a b");

        SentRequest sent = Assert.Single(transport.Sent);
        string date = sent.Headers["x-ms-date"];
        string text = $"{date}\n/account/feedback(PartitionKey='it%27%27s',RowKey='a%20b')";
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes(text)));
        Assert.Equal($"SharedKeyLite account:{signature}", sent.Headers["Authorization"]);
        Assert.Equal("/feedback(PartitionKey='it%27%27s',RowKey='a%20b')", sent.Uri.AbsolutePath);
        Assert.Equal(("DELETE", "*", "2020-12-06", "3.0"), (sent.Method, sent.Headers["If-Match"], sent.Headers["x-ms-version"], sent.Headers["DataServiceVersion"]));
    }

    [Fact]
    public async Task Request_Insert_AsksForNoContentAndAnnotatesTypes()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.NoContent);

        await Client(transport).AddEntityAsync(new TableEntity("p", "r")
        {
            ["S"] = "é<\"",
            ["I"] = 1,
            ["L"] = 2L,
            ["D"] = 3.0,
            ["N"] = double.NaN,
            ["B"] = new byte[] { 251, 255 },
            ["G"] = Guid.Empty,
            ["T"] = DateTimeOffset.UnixEpoch,
            ["X"] = null,
            ["Timestamp"] = DateTimeOffset.UnixEpoch,
            ["odata.etag"] = "W/\"x\"",
        });

        SentRequest sent = Assert.Single(transport.Sent);
        Assert.Equal("https://account.table.core.windows.net/feedback?$format=application%2Fjson%3Bodata%3Dminimalmetadata", sent.Uri.AbsoluteUri);
        Assert.Equal("return-no-content", sent.Headers["Prefer"]);
        Assert.Equal("application/json; odata=minimalmetadata", sent.Headers["Accept"]);
        Assert.Equal("application/json; odata=nometadata", sent.Headers["Content-Type"]);
        Assert.Equal(
            """
            {"PartitionKey":"p","RowKey":"r","S":"é<\"","I":1,"L":"2","L@odata.type":"Edm.Int64","D":3,"D@odata.type":"Edm.Double","N":"NaN","N@odata.type":"Edm.Double","B":"+/8=","B@odata.type":"Edm.Binary","G":"00000000-0000-0000-0000-000000000000","G@odata.type":"Edm.Guid","T":"1970-01-01T00:00:00.0000000Z","T@odata.type":"Edm.DateTime","X":null}
            """,
            sent.Body);
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, "PATCH")]
    [InlineData(TableUpdateMode.Replace, "PUT")]
    public async Task Request_Update_HasItsConditionAndAnUpsertHasNone(TableUpdateMode mode, string method)
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.NoContent).Answer(HttpStatusCode.NoContent);
        TableClient client = Client(transport);

        await client.UpdateEntityAsync(new TableEntity("p", "r"), new ETag("W/\"1\""), mode);
        await client.UpsertEntityAsync(new TableEntity("p", "r"), mode);

        Assert.All(transport.Sent, sent => Assert.Equal((method, "application/json"), (sent.Method, sent.Headers["Content-Type"])));
        Assert.Equal("W/\"1\"", transport.Sent[0].Headers["If-Match"]);
        Assert.False(transport.Sent[1].Headers.ContainsKey("If-Match"));
    }

    [Fact]
    public async Task Request_Query_EscapesItsOptionsAndContinuation()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.OK, """{"value":[]}""");

        await foreach (Page<TableEntity> page in Client(transport).QueryAsync<TableEntity>("A eq 'b&c'", 5, ["A", "B"]).AsPages("1!8!cA-- 1!8!cg--"))
        {
            Assert.Empty(page.Values);
        }

        Assert.Equal(
            "/feedback()?$format=application%2Fjson%3Bodata%3Dminimalmetadata&$top=5&$select=A%2CB&$filter=A%20eq%20%27b%26c%27&NextPartitionKey=1%218%21cA--&NextRowKey=1%218%21cg--",
            Assert.Single(transport.Sent).Uri.PathAndQuery);
    }

    [Fact]
    public async Task Request_ServerBusy_IsSentAgainWithTheSameBody()
    {
        CannedTransport transport = new CannedTransport()
            .Answer(HttpStatusCode.ServiceUnavailable)
            .Answer(HttpStatusCode.InternalServerError)
            .Answer(HttpStatusCode.Accepted, Answer("HTTP/1.1 204 No Content\r\nETag: W/\"2\"\r\n\r\n\r\n"), "multipart/mixed; boundary=batchresponse_1");

        Response<IReadOnlyList<Response>> done = await Client(transport).SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]);

        Assert.Equal(3, transport.Sent.Count);
        Assert.Single(transport.Sent.Select(sent => sent.Body).Distinct(StringComparer.Ordinal));
        Assert.Contains("{\"PartitionKey\":\"p\",\"RowKey\":\"r\"}", transport.Sent[0].Body, StringComparison.Ordinal);
        Assert.Equal(new ETag("W/\"2\""), Assert.Single(done.Value).Headers.ETag);
    }

    [Fact]
    public async Task Request_RetriesOff_IsSentOnce()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.ServiceUnavailable);
        TableClientOptions options = transport.Options();
        options.Retry.MaxRetries = 0;
        TableClient client = new(Endpoint, "feedback", new TableSharedKeyCredential("account", Key), options);

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(503, failure.Status);
        Assert.Single(transport.Sent);
    }

    [Fact]
    public async Task Request_Transaction_IsOneChangeSetOfWholeRequests()
    {
        CannedTransport transport = new CannedTransport().Answer(
            HttpStatusCode.Accepted,
            Answer("HTTP/1.1 204 No Content\r\n\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n\r\n"),
            "multipart/mixed; boundary=batchresponse_1");

        await Client(transport).SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "a") { ["N"] = 1L }),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "b"), new ETag("W/\"1\"")),
            new(TableTransactionActionType.Delete, new TableEntity("p", "c'")),
        ]);

        SentRequest sent = Assert.Single(transport.Sent);
        string batch = sent.Headers["Content-Type"].Split("boundary=")[1];
        string changeSet = sent.Body.Split("boundary=")[1].Split("\r\n")[0];
        string part = $"--{changeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
        const string Headers = " HTTP/1.1\r\nDataServiceVersion: 3.0\r\nAccept: application/json;odata=minimalmetadata\r\n";
        Assert.Equal("/$batch", sent.Uri.PathAndQuery);
        Assert.StartsWith("multipart/mixed; boundary=batch_", sent.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(
            $"--{batch}\r\nContent-Type: multipart/mixed; boundary={changeSet}\r\n\r\n" +
            $"{part}POST https://account.table.core.windows.net/feedback{Headers}Prefer: return-no-content\r\nContent-Type: application/json\r\n\r\n" +
            "{\"PartitionKey\":\"p\",\"RowKey\":\"a\",\"N\":\"1\",\"N@odata.type\":\"Edm.Int64\"}\r\n" +
            $"{part}PUT https://account.table.core.windows.net/feedback(PartitionKey='p',RowKey='b'){Headers}If-Match: W/\"1\"\r\nContent-Type: application/json\r\n\r\n" +
            "{\"PartitionKey\":\"p\",\"RowKey\":\"b\"}\r\n" +
            $"{part}DELETE https://account.table.core.windows.net/feedback(PartitionKey='p',RowKey='c%27%27'){Headers}If-Match: *\r\n\r\n\r\n" +
            $"--{changeSet}--\r\n--{batch}--\r\n",
            sent.Body);
    }

    [Fact]
    public async Task Response_AzuresRefusalOfATransaction_NamesTheAction()
    {
        CannedTransport transport = new CannedTransport().Answer(
            HttpStatusCode.Accepted,
            Answer(
                "HTTP/1.1 400 Bad Request\r\nX-Content-Type-Options: nosniff\r\nDataServiceVersion: 3.0;\r\n" +
                "Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8\r\n\r\n" +
                """{"odata.error":{"code":"InvalidInput","message":{"lang":"en-US","value":"99:The batch request operation exceeds the maximum 100 changes per change set.\nRequestId:1\nTime:2"}}}""" + "\r\n"),
            "multipart/mixed; boundary=batchresponse_1");

        TableTransactionFailedException failure = await Assert.ThrowsAsync<TableTransactionFailedException>(
            () => Client(transport).SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]));

        Assert.Equal((99, 400, "InvalidInput"), (failure.FailedTransactionActionIndex, failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Response_ATransactionAsAWhole_FailsWithoutAnIndex()
    {
        CannedTransport transport = new CannedTransport().Answer(
            HttpStatusCode.RequestEntityTooLarge,
            """{"odata.error":{"code":"RequestBodyTooLarge","message":{"lang":"en-US","value":"The request body is too large."}}}""");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Client(transport).SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]));

        Assert.Equal((413, "RequestBodyTooLarge"), (failure.Status, failure.ErrorCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not multipart at all")]
    [InlineData("--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n--changesetresponse_1\r\n\r\nHTTP/1.1 204 No")]
    public async Task Response_ATransactionsAnswerCutOff_IsNeverTakenForSuccess(string body)
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.Accepted, body, "multipart/mixed; boundary=batchresponse_1");

        await Assert.ThrowsAsync<InvalidDataException>(
            () => Client(transport).SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]));
    }

    [Fact]
    public async Task Response_FewerAnswersThanActions_IsNeverTakenForSuccess()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.Accepted, Answer("HTTP/1.1 204 No Content\r\n\r\n\r\n"), "multipart/mixed; boundary=batchresponse_1");

        await Assert.ThrowsAsync<InvalidDataException>(() => Client(transport).SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "a")),
            new(TableTransactionActionType.Add, new TableEntity("p", "b")),
        ]));
    }

    [Fact]
    public async Task Response_AProxysPage_IsAFailureWithItsStatusAlone()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.Forbidden, "<html>No</html>", "text/html");

        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => Client(transport).AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal(403, failure.Status);
        Assert.Null(failure.ErrorCode);
    }

    [Theory]
    [InlineData("""{"odata.etag":"W/\"1\"","PartitionKey":"p","RowKey":"r","N@odata.type":"Edm.Int64","N":"5","D@odata.type":"Edm.Double","D":"Infinity"}""")]
    [InlineData("""{"N":"5","N@odata.type":"Edm.Int64","D":"Infinity","D@odata.type":"Edm.Double","RowKey":"r","PartitionKey":"p","odata.metadata":"m","odata.etag":"W/\"1\""}""")]
    public async Task Response_AnnotationBeforeOrAfterItsValue_MeansTheSame(string body)
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.OK, body);

        TableEntity got = await Client(transport).GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal((5L, double.PositiveInfinity), (got["N"], got["D"]));
        Assert.Equal(["D", "N", "PartitionKey", "RowKey", "odata.etag"], got.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Token_IsAskedForTheStorageAudienceAndSentAsBearer()
    {
        CannedTransport transport = new CannedTransport().Answer(HttpStatusCode.NoContent).Answer(HttpStatusCode.NoContent);
        FixedToken token = new();
        TableClientOptions options = transport.Options();
        options.Audience = TableAudience.AzureChina;

        await new TableClient(Endpoint, "feedback", token, transport.Options()).AddEntityAsync(new TableEntity("p", "r"));
        await new TableServiceClient(Endpoint, token, options).GetTableClient("feedback").AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(["https://storage.azure.com/.default", "https://storage.azure.cn/.default"], token.Scopes);
        Assert.All(transport.Sent, sent => Assert.Equal("Bearer token", sent.Headers["Authorization"]));
    }

    [Fact]
    public async Task Token_WithoutTls_IsNotSent()
    {
        CannedTransport transport = new();
        TableClient client = new(new Uri("http://account.table.core.windows.net"), "feedback", new FixedToken(), transport.Options());

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Empty(transport.Sent);
    }

    [Fact]
    public async Task Signature_FromEveryConstruction_IsInTheQueryOnce()
    {
        CannedTransport transport = new();
        AzureSasCredential rotating = new("?sv=1&sig=a%3D");
        TableClient[] clients =
        [
            new(new Uri("https://account.table.core.windows.net/feedback?sv=1&sig=a%3D"), transport.Options()),
            new(new Uri("https://account.table.core.windows.net/feedback"), rotating, transport.Options()),
            new TableServiceClient(Endpoint, rotating, transport.Options()).GetTableClient("feedback"),
            new("TableEndpoint=https://account.table.core.windows.net;SharedAccessSignature=sv=1&sig=a%3D", "feedback", transport.Options()),
        ];

        foreach (TableClient client in clients)
        {
            transport.Answer(HttpStatusCode.NoContent);
            await client.DeleteEntityAsync("p", "r");
            Assert.Equal(("feedback", "account", "https://account.table.core.windows.net/feedback"), (client.Name, client.AccountName, client.Uri.AbsoluteUri));
        }

        Assert.All(transport.Sent, sent =>
        {
            Assert.Equal("/feedback(PartitionKey='p',RowKey='r')", sent.Uri.AbsolutePath);
            Assert.Equal(["$format=application%2Fjson%3Bodata%3Dminimalmetadata", "sig=a%3D", "sv=1"], sent.Uri.Query[1..].Split('&').Order(StringComparer.Ordinal));
            Assert.False(sent.Headers.ContainsKey("Authorization"));
        });
    }

    [Fact]
    public void Signature_InTheClear_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.table.core.windows.net?sig=a")));
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.table.core.windows.net"), new AzureSasCredential("sig=a")));
        Assert.Equal("devstoreaccount1", new TableServiceClient(new Uri("http://127.0.0.1:10002/devstoreaccount1?sig=a")).AccountName);
    }

    private static TableClient Client(CannedTransport transport) => new(Endpoint, "feedback", new TableSharedKeyCredential("account", Key), transport.Options());

    private static string Answer(params string[] responses) =>
        "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_2\r\n\r\n" +
        string.Concat(responses.Select(response => $"--changesetresponse_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{response}")) +
        "--changesetresponse_2--\r\n--batchresponse_1--\r\n";

    private sealed class FixedToken : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
