using System.Text;
using System.Text.Unicode;

namespace CxFunnel.Pipeline.Ingest.Imports;

/// <summary>Finds the encoding of a text file from its first bytes.</summary>
internal static class ExportEncoding
{
    /// <summary>Enough to meet an accent, which an export of a few hundred rows may show late.</summary>
    public const int HeadBytes = 64 * 1024;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>UTF-8 in which a byte that is none reads as Windows-1252: a wrong guess from the head costs no letter.</summary>
    private static readonly Encoding TolerantUtf8 = Encoding.GetEncoding(
        Encoding.UTF8.CodePage, EncoderFallback.ReplacementFallback, new Windows1252Fallback());

    /// <summary>The encoding and how many bytes of byte order mark there are.</summary>
    public static (Encoding Encoding, int MarkBytes) Guess(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble))
        {
            return (TolerantUtf8, 3);
        }

        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return (Encoding.Unicode, 2);
        }

        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return (Encoding.BigEndianUnicode, 2);
        }

        // Latin text in UTF-16 has a zero in every other byte; text in an 8-bit encoding has none at all.
        int evenZeros = Zeros(head, 0);
        int oddZeros = Zeros(head, 1);
        if (evenZeros + oddZeros > head.Length / 8)
        {
            return (oddZeros >= evenZeros ? Encoding.Unicode : Encoding.BigEndianUnicode, 0);
        }

        return (IsUtf8(head) ? TolerantUtf8 : Windows1252, 0);
    }

    private static int Zeros(ReadOnlySpan<byte> head, int from)
    {
        int zeros = 0;
        for (int i = from; i < head.Length; i += 2)
        {
            zeros += head[i] == 0 ? 1 : 0;
        }

        return zeros;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        // The head may end inside a character, of which at most three bytes are there.
        for (int cut = 0; cut <= Math.Min(3, head.Length); cut++)
        {
            if (Utf8.IsValid(head[..^cut]))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Windows1252Fallback : DecoderFallback
    {
        public override int MaxCharCount => 3;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private string _text = string.Empty;
            private int _next;

            public override int Remaining => _text.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _text = Windows1252.GetString(bytesUnknown);
                _next = 0;
                return _text.Length > 0;
            }

            public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }

                _next--;
                return true;
            }

            public override void Reset() => (_text, _next) = (string.Empty, 0);
        }
    }
}
