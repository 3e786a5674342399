using System.Globalization;
using System.Text;

namespace CxFunnel.Benchmarks.Formats;

/// <summary>A made-up social export of ten columns, written as it is read: the same bytes for the same number of rows.</summary>
/// <param name="isShort">Rows of some 80 bytes in place of some 250.</param>
internal sealed class SocialExport(int rows, bool isShort = false) : Stream
{
    private static readonly string[] Texts =
    [
        "Ordered on Monday, it is Friday and the tracking page still says \"\"label created\"\". Third time this year",
        "Support sorted my billing mix-up in four minutes flat. Credit where it is due",
        "Livraison annoncée mardi, reçue samedi, colis ouvert et un verre cassé. Service client injoignable.",
        "Seit zwei Wochen warte ich auf die Rückzahlung von 129,90 €. Die Hotline legt nach 20 Minuten einfach auf.",
        "The new app logs me out every time I switch to mobile data.\nReinstalled twice.\nStill broken.",
        "Pedido recibido en menos de 24 horas y muy bien embalado. Repetiré.",
    ];

    private static readonly string[] Languages = ["en", "en", "fr", "de", "en", "es"];
    private static readonly string[] Countries = ["GBR", "USA", "FRA", "DEU", "IRL", "ESP"];
    private static readonly string[] Sentiments = ["negative", "positive", "neutral"];
    private static readonly string[] Networks = ["twitter", "reddit", "instagram", "forum"];

    private readonly StringBuilder _line = new();
    private byte[] _chunk = Encoding.UTF8.GetBytes("Query Id,Resource Id,Date,Full Text,Sentiment,Language,Country Code,Author,Url,Page Type,Reach (new)\n");
    private int _at;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_at == _chunk.Length)
        {
            _chunk = Next();
            _at = 0;
        }

        int count = Math.Min(buffer.Length, _chunk.Length - _at);
        _chunk.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[] Next()
    {
        _line.Clear();
        for (int end = Math.Min(rows, _next + 500); _next < end; _next++)
        {
            DateTime at = new DateTime(2025, 1, 1).AddSeconds(_next * 37L);
            if (isShort)
            {
                _line.Append(CultureInfo.InvariantCulture, $"1,{_next},{at:yyyy-MM-dd HH:mm:ss},late again {_next % 97},{Sentiments[_next % 3]},en,GBR,a{_next % 9_973},,forum,{_next % 9}\n");
                continue;
            }

            _line.Append(CultureInfo.InvariantCulture, $"2003517788,{1_896_000_000_000_000_000 + _next},{at:yyyy-MM-dd HH:mm:ss.f},\"{Texts[_next % 6]}\",")
                .Append(CultureInfo.InvariantCulture, $"{Sentiments[_next % 3]},{Languages[_next % 6]},{Countries[_next % 6]},velora_watch_{_next % 9_973},")
                .Append(CultureInfo.InvariantCulture, $"https://twitter.com/velora_watch_{_next % 9_973}/status/{1_896_000_000_000_000_000 + _next},{Networks[_next % 4]},{_next % 90_001}\n");
        }

        return Encoding.UTF8.GetBytes(_line.ToString());
    }
}
