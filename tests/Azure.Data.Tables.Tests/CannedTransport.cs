using System.Net;
using System.Text;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Tests;

/// <summary>Answers requests from a list, in order, and keeps what was sent. For what the emulator cannot show.</summary>
internal sealed class CannedTransport : HttpMessageHandler
{
    private readonly Queue<(HttpStatusCode Status, string ContentType, string Body)> _answers = new();

    public List<SentRequest> Sent { get; } = [];

    public CannedTransport Answer(HttpStatusCode status, string body = "", string contentType = "application/json")
    {
        _answers.Enqueue((status, contentType, body));
        return this;
    }

    public TableClientOptions Options()
    {
        TableClientOptions options = new() { Transport = new HttpClientTransport(this) };
        options.Retry.Delay = TimeSpan.Zero;
        options.Retry.MaxDelay = TimeSpan.Zero;
        return options;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = request.Headers
            .Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        string body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add(new SentRequest(request.Method.Method, request.RequestUri!, headers, body));
        (HttpStatusCode status, string contentType, string content) = _answers.Dequeue();
        HttpResponseMessage response = new(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return response;
    }
}

internal sealed record SentRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body);
