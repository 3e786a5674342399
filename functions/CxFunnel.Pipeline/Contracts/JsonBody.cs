using System.Text.Json;
using System.Text.Unicode;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>
/// Turns outside bytes into a JSON document whose strings can all be read: UTF-8 is checked, a byte order mark is dropped, and
/// escaped halves of surrogate pairs become U+FFFD, all of which the platform otherwise reports by throwing far from here.
/// </summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = FeedbackLimits.MaxJsonDepth };

    /// <param name="body">Bytes as received.</param>
    /// <param name="document">The document, to be disposed; null when there is none.</param>
    /// <param name="error">What is wrong and at which byte; null when nothing is.</param>
    public static bool TryParse(ReadOnlyMemory<byte> body, out JsonDocument? document, out InputError? error)
    {
        document = null;
        error = null;
        ReadOnlyMemory<byte> json = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        if (!Utf8.IsValid(json.Span))
        {
            error = new InputError(string.Empty, "is not UTF-8");
            return false;
        }

        try
        {
            document = JsonDocument.Parse(RepairSurrogates(json), Options);
            return true;
        }
        catch (JsonException e)
        {
            // The platform's message may quote the input; the position says enough.
            error = new InputError(string.Empty, json.Length == 0
                ? "is empty; JSON is expected"
                : $"is not JSON: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1} (at most {FeedbackLimits.MaxJsonDepth} levels deep)");
            return false;
        }
    }

    /// <summary>The same bytes when no escape is half a pair; else a copy in which those escapes read \ufffd.</summary>
    private static ReadOnlyMemory<byte> RepairSurrogates(ReadOnlyMemory<byte> json)
    {
        ReadOnlySpan<byte> bytes = json.Span;
        byte[]? repaired = null;
        for (int i = bytes.IndexOf((byte)'\\'); i >= 0 && i + 1 < bytes.Length; i = Next(bytes, i))
        {
            // A backslash occurs in strings only, and every escape but \u is two bytes long.
            if (bytes[i + 1] != 'u' || !TryHex(bytes, i + 2, out int unit) || unit is < 0xD800 or > 0xDFFF)
            {
                i += bytes[i + 1] == 'u' ? 5 : 1;
                continue;
            }

            bool isPair = unit < 0xDC00
                && i + 7 < bytes.Length && bytes[i + 6] == '\\' && bytes[i + 7] == 'u'
                && TryHex(bytes, i + 8, out int low) && low is >= 0xDC00 and <= 0xDFFF;
            if (!isPair)
            {
                repaired ??= json.ToArray();
                "fffd"u8.CopyTo(repaired.AsSpan(i + 2));
            }

            i += isPair ? 11 : 5;
        }

        return repaired ?? json;
    }

    private static int Next(ReadOnlySpan<byte> bytes, int lastRead)
    {
        int from = lastRead + 1;
        int found = from < bytes.Length ? bytes[from..].IndexOf((byte)'\\') : -1;
        return found < 0 ? -1 : from + found;
    }

    private static bool TryHex(ReadOnlySpan<byte> bytes, int at, out int unit)
    {
        unit = 0;
        if (at + 4 > bytes.Length)
        {
            return false;
        }

        foreach (byte b in bytes.Slice(at, 4))
        {
            int digit = b switch
            {
                >= (byte)'0' and <= (byte)'9' => b - '0',
                >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            unit = (unit << 4) | digit;
        }

        return true;
    }
}
