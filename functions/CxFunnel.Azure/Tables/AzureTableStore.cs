using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure.Tables;

/// <summary>Azure Table Storage as the pipeline's tables. Tables are created at their first use.</summary>
public sealed class AzureTableStore(StorageConnection connection) : ITableStore
{
    private const int ReadRetries = 3;

    private readonly TableServiceClient _writing = connection.Tables(retries: 0);
    private readonly TableServiceClient _reading = connection.Tables(ReadRetries);
    private readonly ConcurrentDictionary<string, TableClient> _created = new(StringComparer.Ordinal);

    public async Task<CommitOutcome> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        TableClient client = await TableAsync(table, cancellation);
        TableTransactionAction[] actions = [.. changes.Select(Action)];
        try
        {
            return await StorageFailures.GuardAsync(
                $"Writing {changes.Count} rows of '{table}'",
                async () =>
                {
                    Response<IReadOnlyList<Response>> done = await client.SubmitTransactionAsync(actions, cancellation);
                    return new CommitOutcome.Done([.. done.Value.Select(r => r.Headers.ETag?.ToString())]);
                },
                cancellation);
        }
        catch (StorageUnavailableException e) when (e.InnerException is RequestFailedException refused && Refusal(refused) is { } outcome)
        {
            return outcome;
        }
    }

    public async Task<TableRow?> FindAsync(string table, string partitionKey, string rowKey, CancellationToken cancellation)
    {
        await TableAsync(table, cancellation);
        NullableResponse<TableEntity> found = await StorageFailures.GuardAsync(
            $"Reading a row of '{table}'",
            () => _reading.GetTableClient(table).GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation),
            cancellation);
        return found.HasValue ? Row(found.Value!) : null;
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(
        string table, string partitionKey, RowKeyRange range, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await TableAsync(table, cancellation);
        string filter = range == RowKeyRange.All
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {range.From} and RowKey lt {range.Before}");
        IEnumerable<string>? select = columns is null ? null : [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey), .. columns];
        await using IAsyncEnumerator<Page<TableEntity>> pages = _reading.GetTableClient(table)
            .QueryAsync<TableEntity>(filter, select: select, cancellationToken: cancellation)
            .AsPages()
            .GetAsyncEnumerator(cancellation);
        while (await StorageFailures.GuardAsync($"Reading rows of '{table}'", () => pages.MoveNextAsync().AsTask(), cancellation))
        {
            foreach (TableEntity entity in pages.Current.Values)
            {
                yield return Row(entity);
            }
        }
    }

    public async IAsyncEnumerable<string> PartitionsAsync(string table, string from, string before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await TableAsync(table, cancellation);
        while (await FirstPartitionAsync(table, from, before, cancellation) is { } partition)
        {
            yield return partition;
            from = partition + "\0";
        }
    }

    private async Task<string?> FirstPartitionAsync(string table, string from, string before, CancellationToken cancellation)
    {
        await using IAsyncEnumerator<Page<TableEntity>> pages = _reading.GetTableClient(table)
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {before}"), maxPerPage: 1, select: [nameof(ITableEntity.PartitionKey)], cancellation)
            .AsPages()
            .GetAsyncEnumerator(cancellation);
        // The service may answer with an empty page and go on behind it.
        while (await StorageFailures.GuardAsync($"Reading partitions of '{table}'", () => pages.MoveNextAsync().AsTask(), cancellation))
        {
            if (pages.Current.Values is [{ } first, ..])
            {
                return first.PartitionKey;
            }
        }

        return null;
    }

    /// <summary>What the service refused for a reason that the pipeline decides upon; null for everything else.</summary>
    private static CommitOutcome? Refusal(RequestFailedException refused) => refused.Status switch
    {
        // 404 is a row to replace or delete that is gone.
        409 or 412 or 404 when refused is TableTransactionFailedException failed => new CommitOutcome.Conflict(failed.FailedTransactionActionIndex ?? 0),
        413 => new CommitOutcome.TooLarge(),
        400 when refused.ErrorCode is "EntityTooLarge" or "PropertyValueTooLarge" or "RequestBodyTooLarge" or "ContentLengthExceeded" => new CommitOutcome.TooLarge(),
        _ => null,
    };

    private async Task<TableClient> TableAsync(string table, CancellationToken cancellation)
    {
        if (!_created.TryGetValue(table, out TableClient? client))
        {
            client = _writing.GetTableClient(table);
            await StorageFailures.GuardAsync(
                $"Creating the table '{table}'", () => _reading.GetTableClient(table).CreateIfNotExistsAsync(cancellation), cancellation);
            _created[table] = client;
        }

        return client;
    }

    private static TableTransactionAction Action(RowChange change)
    {
        TableEntity entity = new(change.Row.PartitionKey, change.Row.RowKey);
        foreach ((string column, object value) in change.Row.Columns)
        {
            entity[column] = value;
        }

        return change.Kind switch
        {
            RowChangeKind.Insert => new TableTransactionAction(TableTransactionActionType.Add, entity),
            RowChangeKind.Put => new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity),
            RowChangeKind.Replace => new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, new ETag(change.IfMatch!)),
            _ => new TableTransactionAction(TableTransactionActionType.Delete, entity, new ETag(change.IfMatch!)),
        };
    }

    private static TableRow Row(TableEntity entity)
    {
        TableRow row = new(entity.PartitionKey, entity.RowKey) { ETag = entity.ETag.ToString() };
        foreach ((string column, object value) in entity)
        {
            if (column is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"))
            {
                row[column] = value is BinaryData binary ? binary.ToArray() : value;
            }
        }

        return row;
    }
}
