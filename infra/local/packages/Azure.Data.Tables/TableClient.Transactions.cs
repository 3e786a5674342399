#nullable disable // The official listing carries no nullable annotations.

using Azure.Core;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>All actions or none.</summary>
    /// <param name="transactionActions">1..100, on one partition, each on another row, at most 4 MiB in all.</param>
    /// <param name="cancellationToken">Ends the request; the service may still do it.</param>
    /// <returns>One response an action, in the same order, with the new ETag of what was written.</returns>
    /// <exception cref="TableTransactionFailedException">The service refused; it names the action where it can.</exception>
    /// <exception cref="RequestFailedException">The request as a whole failed.</exception>
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        SubmitAsync(transactionActions, async: true, cancellationToken);

    /// <inheritdoc cref="SubmitTransactionAsync"/>
    public virtual Response<IReadOnlyList<Response>> SubmitTransaction(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        SubmitAsync(transactionActions, async: false, cancellationToken).EnsureCompleted();

    private async Task<Response<IReadOnlyList<Response>>> SubmitAsync(IEnumerable<TableTransactionAction> actions, bool async, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actions);
        TransactionContent transaction = new(_requests.Endpoint, Name, actions);
        using HttpMessage message = _requests.SubmitTransaction(transaction);
        Response response = await _requests.SendAsync(message, async, cancellation).ConfigureAwait(false);
        if (response.Status != 202)
        {
            throw TableFailureParser.Failure(response);
        }

        List<Response> parts = TransactionResponse.Parse(response);
        if (parts.Find(part => part.IsError) is Response failed)
        {
            throw new TableTransactionFailedException(TableFailureParser.Failure(failed));
        }

        return parts.Count == transaction.Count
            ? Response.FromValue<IReadOnlyList<Response>>(parts, response)
            : throw new InvalidDataException($"The service answered {parts.Count} of {transaction.Count} actions of a transaction on {Name}.");
    }
}
