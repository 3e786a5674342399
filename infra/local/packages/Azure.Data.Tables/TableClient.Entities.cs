#nullable disable // The official listing carries no nullable annotations.

using Azure.Core;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>Inserts.</summary>
    /// <exception cref="RequestFailedException">409 EntityAlreadyExists; 404 TableNotFound.</exception>
    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => AddAsync(entity, async: true, cancellationToken);

    /// <inheritdoc cref="AddEntityAsync"/>
    public virtual Response AddEntity<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => AddAsync(entity, async: false, cancellationToken).EnsureCompleted();

    /// <summary>Inserts, or merges into or replaces what is there.</summary>
    public virtual Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => PutAsync(entity, mode, ifMatch: default, async: true, cancellationToken);

    /// <inheritdoc cref="UpsertEntityAsync"/>
    public virtual Response UpsertEntity<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => PutAsync(entity, mode, ifMatch: default, async: false, cancellationToken).EnsureCompleted();

    /// <summary>Merges into or replaces an entity that exists.</summary>
    /// <param name="entity">With both keys.</param>
    /// <param name="ifMatch">The version it must have; <see cref="ETag.All"/> for any.</param>
    /// <param name="mode">Whether properties that the entity does not name stay.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">412: it has another version; 404: it does not exist.</exception>
    /// <exception cref="ArgumentException">The condition is the default value: say All, or upsert.</exception>
    public virtual Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => UpdateAsync(entity, ifMatch, mode, async: true, cancellationToken);

    /// <inheritdoc cref="UpdateEntityAsync"/>
    public virtual Response UpdateEntity<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => UpdateAsync(entity, ifMatch, mode, async: false, cancellationToken).EnsureCompleted();

    /// <param name="partitionKey">May be empty.</param>
    /// <param name="rowKey">May be empty.</param>
    /// <param name="ifMatch">The version it must have; default for any.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Status 404 when there was none.</returns>
    /// <exception cref="RequestFailedException">412: it has another version.</exception>
    public virtual Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        RemoveAsync(partitionKey, rowKey, ifMatch, async: true, cancellationToken);

    /// <inheritdoc cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/>
    public virtual Response DeleteEntity(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        RemoveAsync(partitionKey, rowKey, ifMatch, async: false, cancellationToken).EnsureCompleted();

    /// <summary>By the entity's keys. Its own ETag is not a condition.</summary>
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return RemoveAsync(entity.PartitionKey, entity.RowKey, ifMatch, async: true, cancellationToken);
    }

    /// <inheritdoc cref="DeleteEntityAsync(ITableEntity, ETag, CancellationToken)"/>
    public virtual Response DeleteEntity(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return RemoveAsync(entity.PartitionKey, entity.RowKey, ifMatch, async: false, cancellationToken).EnsureCompleted();
    }

    /// <param name="partitionKey">May be empty.</param>
    /// <param name="rowKey">May be empty.</param>
    /// <param name="select">The properties to read; null means all.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RequestFailedException">404: it does not exist.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        NullableResponse<T> response = await FindAsync<T>(partitionKey, rowKey, mayBeMissing: false, select, async: true, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(response.Value, response.GetRawResponse());
    }

    /// <inheritdoc cref="GetEntityAsync"/>
    public virtual Response<T> GetEntity<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        NullableResponse<T> response = FindAsync<T>(partitionKey, rowKey, mayBeMissing: false, select, async: false, cancellationToken).EnsureCompleted();
        return Response.FromValue(response.Value, response.GetRawResponse());
    }

    /// <returns>Without a value when the entity or its table does not exist.</returns>
    public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => FindAsync<T>(partitionKey, rowKey, mayBeMissing: true, select, async: true, cancellationToken);

    /// <inheritdoc cref="GetEntityIfExistsAsync"/>
    public virtual NullableResponse<T> GetEntityIfExists<T>(string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => FindAsync<T>(partitionKey, rowKey, mayBeMissing: true, select, async: false, cancellationToken).EnsureCompleted();

    private static string Join(IEnumerable<string> select) => select is null ? null : string.Join(',', select);

    private async Task<Response> AddAsync(ITableEntity entity, bool async, CancellationToken cancellation)
    {
        EntityKeys.ThrowIfNull(entity);
        using HttpMessage message = _requests.InsertEntity(Name, entity);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status is 201 or 204 ? response : throw TableFailureParser.Failure(response);
    }

    private Task<Response> UpdateAsync(ITableEntity entity, ETag ifMatch, TableUpdateMode mode, bool async, CancellationToken cancellation)
    {
        EntityKeys.ThrowIfNull(entity);
        if (ifMatch == default)
        {
            throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        }

        return PutAsync(entity, mode, ifMatch, async, cancellation);
    }

    private async Task<Response> PutAsync(ITableEntity entity, TableUpdateMode mode, ETag ifMatch, bool async, CancellationToken cancellation)
    {
        EntityKeys.ThrowIfNull(entity);
        using HttpMessage message = _requests.PutEntity(Name, entity, mode, ifMatch);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status == 204 ? response : throw TableFailureParser.Failure(response);
    }

    private async Task<Response> RemoveAsync(string partitionKey, string rowKey, ETag ifMatch, bool async, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using HttpMessage message = _requests.DeleteEntity(Name, partitionKey, rowKey, ifMatch);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status is 204 or 404 ? response : throw TableFailureParser.Failure(response);
    }

    private async Task<NullableResponse<T>> FindAsync<T>(
        string partitionKey, string rowKey, bool mayBeMissing, IEnumerable<string> select, bool async, CancellationToken cancellation)
        where T : class, ITableEntity
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using HttpMessage message = _requests.GetEntity(Name, partitionKey, rowKey, Join(select), mayBeMissing);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status switch
        {
            200 => Response.FromValue(EntityReader<T>.ReadOne(response), response),
            404 when mayBeMissing => new NoValueResponse<T>(response),
            _ => throw TableFailureParser.Failure(response),
        };
    }
}
