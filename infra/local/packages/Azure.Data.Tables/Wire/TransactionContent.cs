using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>
/// The body of an entity group transaction: one change set of HTTP requests in a multipart message, written row by row
/// into one buffer.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions, whose example names the
/// headers of the inner requests. JSON escapes line breaks, so no value of an entity can look like a boundary.
/// </remarks>
internal sealed class TransactionContent
{
    private const int Capacity = 64 * 1024;
    private const int BoundaryBytes = 16;

    // What every action repeats, encoded once.
    private readonly byte[] _partHeader;
    private readonly byte[] _address;
    private (string Key, string Escaped) _partition = (string.Empty, string.Empty);

    /// <exception cref="InvalidOperationException">There is no action.</exception>
    /// <exception cref="ArgumentNullException">An action, its entity or a key is null.</exception>
    public TransactionContent(Uri endpoint, string table, IEnumerable<TableTransactionAction> actions)
    {
        string batch = NewBoundary("batch");
        string changeSet = NewBoundary("changeset");
        _partHeader = Encoding.ASCII.GetBytes($"--{changeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        _address = Encoding.ASCII.GetBytes($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{Uri.EscapeDataString(table)}");
        ContentType = $"multipart/mixed; boundary={batch}";
        Content = new PooledRequestContent(Capacity);
        try
        {
            Write($"--{batch}\r\nContent-Type: multipart/mixed; boundary={changeSet}\r\n\r\n");
            using Utf8JsonWriter writer = EntityWriter.CreateWriter(Content);
            foreach (TableTransactionAction action in actions)
            {
                WriteAction(writer, action);
                Count++;
            }

            if (Count == 0)
            {
                throw new InvalidOperationException("A transaction must contain one or more actions.");
            }

            Write($"--{changeSet}--\r\n--{batch}--\r\n");
        }
        catch
        {
            Content.Dispose();
            throw;
        }
    }

    public PooledRequestContent Content { get; }

    public string ContentType { get; }

    public int Count { get; }

    private static string NewBoundary(string name) => $"{name}_{new Guid(RandomNumberGenerator.GetBytes(BoundaryBytes))}";

    private static ETag IfMatch(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete => action.ETag == default ? ETag.All : action.ETag,
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace => action.ETag,
        _ => default,
    };

    private void WriteAction(Utf8JsonWriter writer, TableTransactionAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        EntityKeys.ThrowIfNull(action.Entity);
        Write(_partHeader);
        Write(action.ActionType switch
        {
            TableTransactionActionType.Add => "POST "u8,
            TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH "u8,
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT "u8,
            TableTransactionActionType.Delete => "DELETE "u8,
            _ => throw new InvalidOperationException($"Unknown action {action.ActionType}."),
        });
        Write(_address);
        if (action.ActionType != TableTransactionActionType.Add)
        {
            Write("(PartitionKey='"u8);
            Write(EscapePartition(action.Entity.PartitionKey));
            Write("',RowKey='"u8);
            Write(EntityPath.Escape(action.Entity.RowKey));
            Write("')"u8);
        }

        Write(" HTTP/1.1\r\nDataServiceVersion: 3.0\r\nAccept: application/json;odata=minimalmetadata\r\n"u8);
        ETag ifMatch = IfMatch(action);
        if (ifMatch != default)
        {
            Write("If-Match: "u8);
            Write(ifMatch.ToString());
            Write("\r\n"u8);
        }

        if (action.ActionType == TableTransactionActionType.Delete)
        {
            Write("\r\n\r\n"u8);
            return;
        }

        if (action.ActionType == TableTransactionActionType.Add)
        {
            Write("Prefer: return-no-content\r\n"u8);
        }

        Write("Content-Type: application/json\r\n\r\n"u8);
        EntityWriter.Write(writer, action.Entity);
        writer.Reset();
        Write("\r\n"u8);
    }

    private string EscapePartition(string partitionKey)
    {
        if (!string.Equals(partitionKey, _partition.Key, StringComparison.Ordinal))
        {
            _partition = (partitionKey, EntityPath.Escape(partitionKey));
        }

        return _partition.Escaped;
    }

    private void Write(ReadOnlySpan<byte> text) => Content.Write(text);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, Content);
}
