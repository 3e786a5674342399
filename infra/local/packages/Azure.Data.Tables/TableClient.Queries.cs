#nullable disable // The official listing carries no nullable annotations.

using System.Linq.Expressions;
using Azure.Core;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>Values are quoted and escaped. Null for null.</summary>
    /// <exception cref="ArgumentException">A value is of a type that the service does not compare.</exception>
    public static string CreateQueryFilter(FormattableString filter) => InterpolatedFilter.Create(filter);

    /// <exception cref="NotSupportedException">The service cannot compute the expression.</exception>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => ExpressionFilter.Create(filter);

    /// <inheritdoc cref="QueryAsync{T}(string, int?, IEnumerable{string}, CancellationToken)"/>
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => QueryAsync<T>(ExpressionFilter.Create(filter), maxPerPage, select, cancellationToken);

    /// <param name="filter">An OData filter; null means every entity.</param>
    /// <param name="maxPerPage">1..1,000; null means the service's 1,000. It does not limit the whole.</param>
    /// <param name="select">The properties to read; null means all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new AsyncTablePages<T>(Pages<T>(filter, Join(select)), maxPerPage, cancellationToken);

    /// <inheritdoc cref="QueryAsync{T}(string, int?, IEnumerable{string}, CancellationToken)"/>
    public virtual Pageable<T> Query<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Query<T>(ExpressionFilter.Create(filter), maxPerPage, select, cancellationToken);

    /// <inheritdoc cref="QueryAsync{T}(string, int?, IEnumerable{string}, CancellationToken)"/>
    public virtual Pageable<T> Query<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new TablePages<T>(Pages<T>(filter, Join(select)), maxPerPage, cancellationToken);

    private GetPage<T> Pages<T>(string filter, string select)
        where T : class, ITableEntity => async (token, size, async, cancellation) =>
    {
        using HttpMessage message = _requests.QueryEntities(Name, filter, size, select, EntityContinuation.Parse(token));
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status == 200
            ? Page<T>.FromValues(EntityReader<T>.ReadPage(response), EntityContinuation.Of(response), response)
            : throw TableFailureParser.Failure(response);
    };
}
