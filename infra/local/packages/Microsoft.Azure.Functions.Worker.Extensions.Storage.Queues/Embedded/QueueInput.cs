using System.Text.Json;
using Azure.Core.Serialization;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Embedded;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>A message, decoded, with what the service says about it under the names of Azure's trigger metadata.</summary>
internal sealed class QueueInput(QueueMessage message, BinaryData body, ObjectSerializer serializer) : InvocationInput
{
    public override IReadOnlyDictionary<string, object?> Data
    {
        get
        {
            Dictionary<string, object?> data = new(StringComparer.OrdinalIgnoreCase);
            foreach (string name in (ReadOnlySpan<string>)["QueueTrigger", "Id", "DequeueCount", "PopReceipt", "InsertionTime", "ExpirationTime", "NextVisibleTime"])
            {
                TryGetData(name, out object? value);
                data[name] = value;
            }

            return data;
        }
    }

    public override object? BindTrigger(FunctionParameter parameter)
    {
        Type type = parameter.Type;
        if (type == typeof(BinaryData))
        {
            return body;
        }

        if (type == typeof(string))
        {
            return body.ToString();
        }

        if (type == typeof(byte[]))
        {
            return body.ToArray();
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return body.ToMemory();
        }

        if (type == typeof(QueueMessage))
        {
            return QueuesModelFactory.QueueMessage(
                message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
        }

        try
        {
            using Stream stream = body.ToStream();
            return serializer.Deserialize(stream, type, CancellationToken.None);
        }
        // The parser's message may quote the content.
        catch (JsonException e)
        {
            throw new InputBindingException(
                $"The message is not JSON for the parameter '{parameter.Name}' ({type.Name}): line {e.LineNumber + 1}, byte {e.BytePositionInLine}.");
        }
    }

    public override bool TryGetData(string name, out object? value)
    {
        (bool known, value) = name.ToUpperInvariant() switch
        {
            "QUEUETRIGGER" => (true, body.ToString()),
            "ID" => (true, message.MessageId),
            "DEQUEUECOUNT" => (true, message.DequeueCount),
            "POPRECEIPT" => (true, message.PopReceipt),
            "INSERTIONTIME" => (true, message.InsertedOn),
            "EXPIRATIONTIME" => (true, message.ExpiresOn),
            "NEXTVISIBLETIME" => (true, (object?)message.NextVisibleOn),
            _ => (false, null),
        };
        return known;
    }
}
