#nullable disable // The official listing carries no nullable annotations.

using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>One table and its entities. Safe to share between threads.</summary>
public partial class TableClient
{
    private readonly TableRequests _requests;
    private readonly string _accountName;

    /// <summary>For mocking.</summary>
    protected TableClient()
    {
    }

    /// <inheritdoc cref="TableClient(string, string, TableClientOptions)"/>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, options: null)
    {
    }

    /// <param name="connectionString">Key or shared access signature; <c>UseDevelopmentStorage=true</c> is the emulator.</param>
    /// <param name="tableName">The table; it need not exist.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <exception cref="InvalidOperationException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">It does not say where the service is or how to sign, or there is no table name.</exception>
    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableConnectionString.Parse(connectionString), tableName, options ?? new TableClientOptions())
    {
    }

    /// <param name="endpoint">With the table's name at the end of the path.</param>
    /// <param name="credential">The signature.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint is neither https nor loopback, or names no table.</exception>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions options = null)
        : this(endpoint, tableName: null, options ?? new TableClientOptions(), new TableSasPolicy(NotNull(credential)))
    {
        TablePipeline.ThrowIfInTheClear(endpoint);
    }

    /// <param name="endpoint">With the table's name at the end of the path and a shared access signature as query.</param>
    /// <param name="options">Null means the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint is neither https nor loopback, or names no table.</exception>
    public TableClient(Uri endpoint, TableClientOptions options = null)
        : this(NotNull(endpoint), tableName: null, options ?? new TableClientOptions(), TablePipeline.Signature(endpoint))
    {
        TablePipeline.ThrowIfInTheClear(endpoint);
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(endpoint, tableName, options ??= new TableClientOptions(), TablePipeline.Token(NotNull(tokenCredential), options))
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, options: null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions options = null)
        : this(endpoint, tableName, options ?? new TableClientOptions(), new TableSharedKeyPolicy(NotNull(credential)))
    {
        _accountName = credential.AccountName;
    }

    internal TableClient(string tableName, string accountName, Uri endpoint, HttpPipeline pipeline, string version)
    {
        Uri account = TableEndpoint.WithoutTable(endpoint, tableName);
        _requests = new TableRequests(pipeline, account, version);
        _accountName = accountName;
        Name = tableName;
        Uri = TableEndpoint.WithTable(account, tableName);
    }

    private TableClient(TableConnectionString connection, string tableName, TableClientOptions options)
        : this(connection.Endpoint, NotEmpty(tableName), options, TablePipeline.KeyOrSignature(connection))
    {
        _accountName = connection.Credential?.AccountName ?? _accountName;
    }

    private TableClient(Uri endpoint, string tableName, TableClientOptions options, HttpPipelinePolicy authorization)
        : this(
            NotEmpty(string.IsNullOrEmpty(tableName) ? TableEndpoint.TableOf(NotNull(endpoint)) : tableName),
            TableEndpoint.AccountOf(NotNull(endpoint)),
            endpoint,
            TablePipeline.Build(options, authorization),
            options.VersionString)
    {
    }

    public virtual string AccountName => _accountName;

    public virtual string Name { get; }

    /// <summary>The table, without a signature.</summary>
    public virtual Uri Uri { get; }

    /// <exception cref="RequestFailedException">409: it exists.</exception>
    public virtual Response<TableItem> Create(CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, Name, mayExist: false, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="Create"/>
    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, Name, mayExist: false, async: true, cancellationToken);

    /// <returns>Status 409 in the raw response when it existed.</returns>
    /// <exception cref="RequestFailedException">Also while a table of that name is being deleted.</exception>
    public virtual Response<TableItem> CreateIfNotExists(CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, Name, mayExist: true, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="CreateIfNotExists"/>
    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        TableItems.CreateAsync(_requests, Name, mayExist: true, async: true, cancellationToken);

    /// <returns>Status 404 when there was none.</returns>
    public virtual Response Delete(CancellationToken cancellationToken = default) =>
        TableItems.DeleteAsync(_requests, Name, async: false, cancellationToken).EnsureCompleted();

    /// <inheritdoc cref="Delete"/>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        TableItems.DeleteAsync(_requests, Name, async: true, cancellationToken);

    private static T NotNull<T>(T argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument;
    }

    private static string NotEmpty(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return tableName;
    }
}
