#nullable disable // The official listing carries no nullable annotations.

using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>The tables of one account. Safe to share between threads.</summary>
public class TableServiceClient
{
    private readonly HttpPipeline _pipeline;
    private readonly TableRequests _requests;
    private readonly string _version;
    private readonly string _accountName;

    /// <summary>For mocking.</summary>
    protected TableServiceClient()
    {
    }

    /// <inheritdoc cref="TableServiceClient(string, TableClientOptions)"/>
    public TableServiceClient(string connectionString)
        : this(connectionString, options: null)
    {
    }

    /// <param name="connectionString">Key or shared access signature; <c>UseDevelopmentStorage=true</c> is the emulator.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <exception cref="InvalidOperationException">It is malformed.</exception>
    /// <exception cref="ArgumentException">It does not say where the service is or how to sign.</exception>
    public TableServiceClient(string connectionString, TableClientOptions options = null)
        : this(TableConnectionString.Parse(connectionString), options ?? new TableClientOptions())
    {
    }

    /// <inheritdoc cref="TableServiceClient(Uri, AzureSasCredential, TableClientOptions)"/>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, options: null)
    {
    }

    /// <exception cref="ArgumentException">The endpoint is neither https nor loopback.</exception>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null)
        : this(endpoint, options ?? new TableClientOptions(), new TableSasPolicy(NotNull(credential)))
    {
        TablePipeline.ThrowIfInTheClear(endpoint);
    }

    /// <exception cref="ArgumentException">The endpoint is neither https nor loopback.</exception>
    public TableServiceClient(Uri endpoint, TableClientOptions options = null)
        : this(NotNull(endpoint), options ?? new TableClientOptions(), TablePipeline.Signature(endpoint))
    {
        TablePipeline.ThrowIfInTheClear(endpoint);
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, options: null)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options)
        : this(endpoint, options ?? new TableClientOptions(), new TableSharedKeyPolicy(NotNull(credential)))
    {
        _accountName = credential.AccountName;
    }

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(endpoint, options ??= new TableClientOptions(), TablePipeline.Token(NotNull(tokenCredential), options))
    {
    }

    private TableServiceClient(TableConnectionString connection, TableClientOptions options)
        : this(connection.Endpoint, options, TablePipeline.KeyOrSignature(connection))
    {
        _accountName = connection.Credential?.AccountName ?? _accountName;
    }

    private TableServiceClient(Uri endpoint, TableClientOptions options, HttpPipelinePolicy authorization)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _pipeline = TablePipeline.Build(options, authorization);
        _version = options.VersionString;
        _requests = new TableRequests(_pipeline, endpoint, _version);
        _accountName = TableEndpoint.AccountOf(endpoint);
        Uri = new UriBuilder(endpoint) { Query = string.Empty }.Uri;
    }

    public virtual string AccountName => _accountName;

    /// <summary>The table service, without a signature.</summary>
    public virtual Uri Uri { get; }

    /// <summary>Null for null.</summary>
    /// <exception cref="ArgumentException">A value is of a type that the service does not compare.</exception>
    public static string CreateQueryFilter(FormattableString filter) => InterpolatedFilter.Create(filter);

    /// <exception cref="NotSupportedException">The service cannot compute the expression.</exception>
    public static string CreateQueryFilter(Expression<Func<TableItem, bool>> filter) => ExpressionFilter.Create(filter);

    /// <summary>A client for one table on the same connections; nothing is sent.</summary>
    public virtual TableClient GetTableClient(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return new TableClient(tableName, _accountName, _requests.Endpoint, _pipeline, _version);
    }

    /// <exception cref="RequestFailedException">409: it exists.</exception>
    public virtual Response<TableItem> CreateTable(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, tableName, mayExist: false, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="CreateTable"/>
    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, tableName, mayExist: false, async: true, cancellationToken);

    /// <returns>Status 409 in the raw response when it existed.</returns>
    /// <exception cref="RequestFailedException">Also while a table of that name is being deleted.</exception>
    public virtual Response<TableItem> CreateTableIfNotExists(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, tableName, mayExist: true, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="CreateTableIfNotExists"/>
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, tableName, mayExist: true, async: true, cancellationToken);

    /// <returns>Status 404 when there was none.</returns>
    public virtual Response DeleteTable(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.DeleteAsync(_requests, tableName, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="DeleteTable"/>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        TableItems.DeleteAsync(_requests, tableName, async: true, cancellationToken);

    public virtual Pageable<TableItem> Query(FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        Query(InterpolatedFilter.Create(filter), maxPerPage, cancellationToken);

    public virtual Pageable<TableItem> Query(Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        Query(ExpressionFilter.Create(filter), maxPerPage, cancellationToken);

    /// <param name="filter">Null means all tables.</param>
    /// <param name="maxPerPage">1..1,000; null means the service's 1,000.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public virtual Pageable<TableItem> Query(string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new TablePages<TableItem>(Pages(filter), maxPerPage, cancellationToken);

    /// <inheritdoc cref="Query(FormattableString, int?, CancellationToken)"/>
    public virtual AsyncPageable<TableItem> QueryAsync(FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(InterpolatedFilter.Create(filter), maxPerPage, cancellationToken);

    /// <inheritdoc cref="Query(Expression{Func{TableItem, bool}}, int?, CancellationToken)"/>
    public virtual AsyncPageable<TableItem> QueryAsync(Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(ExpressionFilter.Create(filter), maxPerPage, cancellationToken);

    /// <inheritdoc cref="Query(string, int?, CancellationToken)"/>
    public virtual AsyncPageable<TableItem> QueryAsync(string filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new AsyncTablePages<TableItem>(Pages(filter), maxPerPage, cancellationToken);

    private static T NotNull<T>(T argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument;
    }

    private GetPage<TableItem> Pages(string filter) => async (token, size, async, cancellation) =>
    {
        using HttpMessage message = _requests.QueryTables(filter, size, token);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        if (response.Status != 200)
        {
            throw TableFailureParser.Failure(response);
        }

        using ResponseBody body = new(response);
        using JsonDocument document = JsonDocument.Parse(body.Bytes);
        List<TableItem> items = [];
        foreach (JsonElement item in document.RootElement.GetProperty("value").EnumerateArray())
        {
            items.Add(new TableItem(item.GetProperty("TableName").GetString()));
        }

        response.Headers.TryGetValue("x-ms-continuation-NextTableName", out string next);
        return Page<TableItem>.FromValues(items, next, response);
    };
}
