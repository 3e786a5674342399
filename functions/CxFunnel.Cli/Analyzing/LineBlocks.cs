using System.Runtime.CompilerServices;

namespace CxFunnel.Cli.Analyzing;

/// <summary>Whole lines that were read together.</summary>
/// <param name="FirstLine">Number of the first of them, from 1.</param>
/// <param name="Bytes">Lines with their line ends; the last line of the input may have none.</param>
/// <param name="IsTooLong">The one line of this block was longer than allowed and is cut off.</param>
public readonly record struct LineBlock(long FirstLine, ReadOnlyMemory<byte> Bytes, bool IsTooLong);

/// <summary>
/// Cuts a stream into blocks of whole lines. A block is what one read brought, so a slow writer's line is passed on at once and a
/// file comes in large pieces; memory does not grow with the file.
/// </summary>
public static class LineBlocks
{
    public const int BlockBytes = 64 * 1024;

    /// <summary>A longer line is no text that a person wrote.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    public static async IAsyncEnumerable<LineBlock> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = new byte[BlockBytes];
        int filled = 0;
        long line = 1;
        bool isSkipping = false;
        while (true)
        {
            int read = await input.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                break;
            }

            int searched = filled;
            filled += read;
            if (isSkipping)
            {
                int end = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
                if (end < 0)
                {
                    filled = 0;
                    continue;
                }

                isSkipping = false;
                line++;
                buffer.AsSpan(end + 1, filled - end - 1).CopyTo(buffer);
                filled -= end + 1;
                searched = 0;
            }

            int last = buffer.AsSpan(searched, filled - searched).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                int length = searched + last + 1;
                byte[] next = new byte[BlockBytes];
                buffer.AsSpan(length, filled - length).CopyTo(next);
                yield return new LineBlock(line, buffer.AsMemory(0, length), IsTooLong: false);
                line += buffer.AsSpan(0, length).Count((byte)'\n');
                buffer = next;
                filled -= length;
            }
            else if (filled >= MaxLineBytes)
            {
                yield return new LineBlock(line, ReadOnlyMemory<byte>.Empty, IsTooLong: true);
                isSkipping = true;
                filled = 0;
            }
            else if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (filled > 0)
        {
            yield return new LineBlock(line, buffer.AsMemory(0, filled), IsTooLong: false);
        }
    }
}
