using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

/// <summary>Creating and deleting tables, the same from both clients.</summary>
internal static class TableItems
{
    public static async Task<Response<TableItem>> CreateAsync(TableRequests requests, string table, bool mayExist, bool async, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        using HttpMessage message = requests.CreateTable(table, mayExist);
        Response response = await requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        if (response.Status is not (201 or 204))
        {
            RequestFailedException failure = TableFailureParser.Failure(response);
            // 409 also says that the old table of this name is not gone yet, and then there is none to use.
            if (!mayExist || response.Status != 409 || failure.ErrorCode == TableErrorCode.TableBeingDeleted)
            {
                throw failure;
            }
        }

        return Response.FromValue(new TableItem(table), response);
    }

    public static async Task<Response> DeleteAsync(TableRequests requests, string table, bool async, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        using HttpMessage message = requests.DeleteTable(table);
        Response response = await requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        return response.Status is 204 or 404 ? response : throw TableFailureParser.Failure(response);
    }
}
