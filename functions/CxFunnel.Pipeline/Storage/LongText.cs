namespace CxFunnel.Pipeline.Storage;

/// <summary>Text and bytes longer than one column's 64 KiB, as several columns: <c>Item</c>, <c>Item1</c>, <c>Item2</c>, …</summary>
public static class LongText
{
    /// <summary>A string column holds 32 Ki UTF-16 units; a little less leaves room for what a client counts differently.</summary>
    private const int MaxColumnChars = 32_000;
    private const int MaxColumnBytes = 64_000;

    public static void Put(TableRow row, string column, string text)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(text);
        for (int part = 0, from = 0; from < text.Length; part++)
        {
            int length = Math.Min(MaxColumnChars, text.Length - from);
            // Half a surrogate pair cannot be sent.
            if (from + length < text.Length && char.IsHighSurrogate(text[from + length - 1]))
            {
                length--;
            }

            row[Name(column, part)] = text.Substring(from, length);
            from += length;
        }
    }

    /// <returns>Null when the column is not there.</returns>
    public static string? Text(TableRow row, string column)
    {
        ArgumentNullException.ThrowIfNull(row);
        string? text = row.Text(column);
        for (int part = 1; text is not null && row.Text(Name(column, part)) is { } more; part++)
        {
            text += more;
        }

        return text;
    }

    public static void Put(TableRow row, string column, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(bytes);
        for (int part = 0; part * MaxColumnBytes < bytes.Length; part++)
        {
            row[Name(column, part)] = bytes.AsSpan(part * MaxColumnBytes, Math.Min(MaxColumnBytes, bytes.Length - (part * MaxColumnBytes))).ToArray();
        }
    }

    /// <returns>Empty when the column is not there.</returns>
    public static byte[] Bytes(TableRow row, string column)
    {
        ArgumentNullException.ThrowIfNull(row);
        byte[] bytes = row.Bytes(column) ?? [];
        for (int part = 1; row.Bytes(Name(column, part)) is { } more; part++)
        {
            bytes = [.. bytes, .. more];
        }

        return bytes;
    }

    private static string Name(string column, int part) => part == 0 ? column : $"{column}{part}";
}
