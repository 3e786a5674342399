using System.Runtime.CompilerServices;

namespace Azure.Data.Tables;

/// <summary>Gets one page: from the start when the token is null, of at most the given size when there is one.</summary>
internal delegate Task<Page<T>> GetPage<T>(string? continuationToken, int? pageSize, bool async, CancellationToken cancellation);

/// <summary>Follows continuation tokens until there are none.</summary>
internal sealed class AsyncTablePages<T>(GetPage<T> getPage, int? maxPerPage, CancellationToken cancellation) : AsyncPageable<T>(cancellation)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        PagesAsync(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken);

    private async IAsyncEnumerable<Page<T>> PagesAsync(string? token, int? size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        do
        {
            Page<T> page = await getPage(token, size, async: true, cancellation).ConfigureAwait(false);
            yield return page;
            token = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(token));
    }
}

/// <inheritdoc cref="AsyncTablePages{T}"/>
internal sealed class TablePages<T>(GetPage<T> getPage, int? maxPerPage, CancellationToken cancellation) : Pageable<T>(cancellation)
    where T : notnull
{
    public override IEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        string? token = continuationToken;
        do
        {
            Page<T> page = getPage(token, pageSizeHint ?? maxPerPage, async: false, CancellationToken).EnsureCompleted();
            yield return page;
            token = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(token));
    }
}
