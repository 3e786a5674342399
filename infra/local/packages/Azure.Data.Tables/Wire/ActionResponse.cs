using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>The response to one action of a transaction: a window on the whole answer. Headers are read when asked for.</summary>
internal sealed class ActionResponse(int status, string reasonPhrase, ReadOnlyMemory<byte> headers, ReadOnlyMemory<byte> content) : Response
{
    private const int FirstError = 400;
    private Stream? _stream;

    public override int Status => status;

    public override string ReasonPhrase => reasonPhrase;

    public override bool IsError => status >= FirstError;

    public override string ClientRequestId { get; set; } = string.Empty;

    public override Stream? ContentStream
    {
        get => _stream ??= new MemoryStream(content.ToArray(), 0, content.Length, writable: false, publiclyVisible: true);
        set => _stream = value;
    }

    public override void Dispose() => _stream?.Dispose();

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (HttpHeader header in EnumerateHeaders())
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = header.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out string? value) ? [value] : null;
        return values is not null;
    }

    protected override IEnumerable<HttpHeader> EnumerateHeaders()
    {
        foreach (string line in Encoding.UTF8.GetString(headers.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                yield return new HttpHeader(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }
    }
}
