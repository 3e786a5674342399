using System.Text;

namespace CxFunnel.Testing.Fuzzing;

/// <summary>Damages bytes the way the outside does: cut off, doubled, swapped, with what parsers trip over put in between.</summary>
public sealed class Mutator(int seed)
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "\\ud800", "\\udc00", "null", "true", "-1", "1e999", "0.000000000001", "99999999999999999999", "\"\"", "\r", "\n", "\r\n",
            "\t", ";", "|", "=", "&", "%", "%00", "<", ">", "<br>", "&lt;", "&#0;", "\u202E", "\0", "--", "\"data\":{}", "\"value\":[]", "2025-13-45T99:99:99Z", "9999-12-31T23:59:59Z",
            "0001-01-01", "31/02/2025", "-0", "NaN", "=HYPERLINK(1)", "\uFEFF",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x00, 0x00],
    ];

    private readonly Random _random = new(seed);

    /// <returns>A copy with one to four damages; 200 bytes longer for each at most.</returns>
    public byte[] Mutate(byte[] original)
    {
        List<byte> bytes = [.. original];
        for (int i = _random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            int at = _random.Next(bytes.Count);
            int length = Math.Min(bytes.Count - at, 1 + (int)(_random.NextDouble() * _random.NextDouble() * 200));
            switch (_random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                default:
                    bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
