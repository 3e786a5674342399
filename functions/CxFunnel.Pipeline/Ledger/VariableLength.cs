using System.Buffers;

namespace CxFunnel.Pipeline.Ledger;

/// <summary>Unsigned integers in 1 to 10 bytes, seven bits each, lowest first (the LEB128 form).</summary>
internal static class VariableLength
{
    private const int MaxBytes = 10;

    public static void Write(IBufferWriter<byte> writer, ulong value)
    {
        Span<byte> span = writer.GetSpan(MaxBytes);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        writer.Advance(length);
    }

    /// <exception cref="FormatException">The bytes end early or go on for too long.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < MaxBytes && i < bytes.Length; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("Stored aggregates end in the middle of a number.");
    }
}
