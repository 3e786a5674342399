using System.Buffers;
using System.Buffers.Text;

namespace Microsoft.Azure.Functions.Worker.Storage.Queues;

/// <summary>The bytes that a message carries.</summary>
internal static class MessageBody
{
    /// <summary>False when the message should be base64 and is not.</summary>
    public static bool TryDecode(BinaryData raw, bool isBase64, out BinaryData body)
    {
        if (!isBase64)
        {
            body = raw;
            return true;
        }

        ReadOnlySpan<byte> text = raw.ToMemory().Span;
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, decoded, out _, out int written) != OperationStatus.Done)
        {
            body = raw;
            return false;
        }

        body = BinaryData.FromBytes(decoded.AsMemory(0, written));
        return true;
    }
}
