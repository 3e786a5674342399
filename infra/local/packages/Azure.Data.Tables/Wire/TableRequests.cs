using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>The operations of the table service as requests of one account.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api</remarks>
internal sealed class TableRequests(HttpPipeline pipeline, Uri endpoint, string version)
{
    public const string MinimalMetadata = "application/json;odata=minimalmetadata";
    private const string Json = "application/json";
    private const string NoMetadata = "application/json;odata=nometadata";
    private const int EntityCapacity = 4 * 1024;

    private static readonly RequestContext NotFoundIsNoError = Expecting(404);
    private static readonly RequestContext ConflictIsNoError = Expecting(409);

    public Uri Endpoint => endpoint;

    /// <summary>Sends and hands back the response, whatever its status.</summary>
    public async Task<Response> SendAsync(HttpMessage message, bool async, CancellationToken cancellation)
    {
        if (async)
        {
            await pipeline.SendAsync(message, cancellation).ConfigureAwait(false);
        }
        else
        {
            pipeline.Send(message, cancellation);
        }

        return message.Response;
    }

    public HttpMessage CreateTable(string table, bool mayExist)
    {
        HttpMessage message = Start(RequestMethod.Post, "/Tables", MinimalMetadata, mayExist ? ConflictIsNoError : null);
        AppendFormat(message);
        if (mayExist)
        {
            message.Request.Headers.Add("Prefer", "return-no-content");
        }

        message.Request.Headers.Add("Content-Type", NoMetadata);
        PooledRequestContent content = new(EntityCapacity);
        message.Request.Content = content;
        using Utf8JsonWriter writer = EntityWriter.CreateWriter(content);
        writer.WriteStartObject();
        writer.WriteString("TableName"u8, table);
        writer.WriteEndObject();
        writer.Flush();
        return message;
    }

    public HttpMessage DeleteTable(string table)
    {
        HttpMessage message = pipeline.CreateMessage(NotFoundIsNoError);
        message.Request.Method = RequestMethod.Delete;
        message.Request.Uri.Reset(endpoint);
        message.Request.Uri.AppendPath($"/Tables('{Uri.EscapeDataString(table)}')", escape: false);
        message.Request.Headers.Add("x-ms-version", version);
        message.Request.Headers.Add("Accept", Json);
        return message;
    }

    public HttpMessage QueryTables(string? filter, int? top, string? nextTable)
    {
        HttpMessage message = Start(RequestMethod.Get, "/Tables", MinimalMetadata);
        AppendQuery(message, filter, top, select: null);
        Append(message, "NextTableName", nextTable);
        return message;
    }

    public HttpMessage QueryEntities(string table, string? filter, int? top, string? select, (string? PartitionKey, string? RowKey) next)
    {
        HttpMessage message = Start(RequestMethod.Get, $"/{Uri.EscapeDataString(table)}()", MinimalMetadata);
        AppendQuery(message, filter, top, select);
        Append(message, "NextPartitionKey", next.PartitionKey);
        Append(message, "NextRowKey", next.RowKey);
        return message;
    }

    public HttpMessage GetEntity(string table, string partitionKey, string rowKey, string? select, bool mayBeMissing)
    {
        HttpMessage message = Start(RequestMethod.Get, EntityPath.Of(table, partitionKey, rowKey), MinimalMetadata, mayBeMissing ? NotFoundIsNoError : null);
        AppendQuery(message, filter: null, top: null, select);
        return message;
    }

    public HttpMessage InsertEntity(string table, ITableEntity entity)
    {
        HttpMessage message = Start(RequestMethod.Post, $"/{Uri.EscapeDataString(table)}", MinimalMetadata);
        AppendFormat(message);
        message.Request.Headers.Add("Prefer", "return-no-content");
        message.Request.Headers.Add("Content-Type", NoMetadata);
        WriteEntity(message, entity);
        return message;
    }

    /// <summary>Merges or replaces; without a condition an entity that does not exist is inserted.</summary>
    public HttpMessage PutEntity(string table, ITableEntity entity, TableUpdateMode mode, ETag ifMatch)
    {
        RequestMethod method = mode switch
        {
            TableUpdateMode.Merge => RequestMethod.Patch,
            TableUpdateMode.Replace => RequestMethod.Put,
            _ => throw new ArgumentException($"Unexpected value for {nameof(mode)}: {mode}", nameof(mode)),
        };
        HttpMessage message = Start(method, EntityPath.Of(table, entity.PartitionKey, entity.RowKey), Json);
        AppendFormat(message);
        if (ifMatch != default)
        {
            message.Request.Headers.Add("If-Match", ifMatch.ToString());
        }

        message.Request.Headers.Add("Content-Type", Json);
        WriteEntity(message, entity);
        return message;
    }

    public HttpMessage DeleteEntity(string table, string partitionKey, string rowKey, ETag ifMatch)
    {
        HttpMessage message = Start(RequestMethod.Delete, EntityPath.Of(table, partitionKey, rowKey), MinimalMetadata, NotFoundIsNoError);
        AppendFormat(message);
        message.Request.Headers.Add("If-Match", ifMatch == default ? ETag.All.ToString() : ifMatch.ToString());
        return message;
    }

    public HttpMessage SubmitTransaction(TransactionContent transaction)
    {
        HttpMessage message = Start(RequestMethod.Post, "/$batch", Json);
        message.Request.Headers.Add("Content-Type", transaction.ContentType);
        message.Request.Content = transaction.Content;
        return message;
    }

    private static void WriteEntity(HttpMessage message, ITableEntity entity)
    {
        PooledRequestContent content = new(EntityCapacity);
        message.Request.Content = content;
        using Utf8JsonWriter writer = EntityWriter.CreateWriter(content);
        EntityWriter.Write(writer, entity);
    }

    private static RequestContext Expecting(int status)
    {
        RequestContext context = new();
        context.AddClassifier(status, isError: false);
        return context;
    }

    private static void AppendFormat(HttpMessage message) => message.Request.Uri.AppendQuery("$format", MinimalMetadata, escapeValue: true);

    private static void AppendQuery(HttpMessage message, string? filter, int? top, string? select)
    {
        AppendFormat(message);
        Append(message, "$top", top?.ToString(CultureInfo.InvariantCulture));
        Append(message, "$select", select);
        Append(message, "$filter", filter);
    }

    private static void Append(HttpMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Request.Uri.AppendQuery(name, value, escapeValue: true);
        }
    }

    private HttpMessage Start(RequestMethod method, string path, string accept, RequestContext? context = null)
    {
        HttpMessage message = context is null ? pipeline.CreateMessage() : pipeline.CreateMessage(context);
        Request request = message.Request;
        request.Method = method;
        request.Uri.Reset(endpoint);
        request.Uri.AppendPath(path, escape: false);
        request.Headers.Add("x-ms-version", version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("Accept", accept);
        return message;
    }
}
