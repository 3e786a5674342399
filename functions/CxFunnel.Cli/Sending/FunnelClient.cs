using System.Net;
using System.Text.Json;

namespace CxFunnel.Cli.Sending;

/// <summary>
/// A CxFunnel that answers somewhere. Answers that ask to come again later (503, 429) and connections that break are tried again;
/// sending twice is safe, the same feedback counts once.
/// </summary>
public sealed class FunnelClient : IDisposable
{
    private const int MaxTries = 8;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <param name="address">For example <c>http://127.0.0.1:7071</c>.</param>
    /// <param name="key">Function key; null for none.</param>
    /// <param name="clock">Waits between tries.</param>
    /// <param name="handler">The network; tests put their own.</param>
    /// <param name="limit">How long one answer may take; null for five minutes.</param>
    public FunnelClient(Uri address, string? key, TimeProvider clock, HttpMessageHandler? handler = null, TimeSpan? limit = null)
    {
        _clock = clock;
        _http = new HttpClient(handler ?? new SocketsHttpHandler()) { BaseAddress = address, Timeout = limit ?? TimeSpan.FromMinutes(5) };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add("x-functions-key", key);
        }
    }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Sends, and again while the other side asks for it.</summary>
    /// <param name="makeRequest">A fresh request for every try.</param>
    /// <param name="onWait">Gets what is waited for, before each wait.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <returns>The first answer that is final, or the last one.</returns>
    /// <exception cref="CxException">Nothing answers at the address.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> makeRequest, Action<string>? onWait, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << (attempt - 1)));
            try
            {
                using HttpRequestMessage request = makeRequest();
                HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || attempt == MaxTries)
                {
                    return response;
                }

                wait = RetryAfter(response) ?? wait;
                onWait?.Invoke($"{(int)response.StatusCode}: trying again in {wait.TotalSeconds:0.#} s");
                response.Dispose();
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
            {
                // Nobody listens: waiting seldom helps a person who mistyped an address.
                throw new CxException($"Nothing answers at {Address}. Start it with ./cx up, or name the right address with --url.");
            }
            catch (HttpRequestException) when (attempt < MaxTries)
            {
                onWait?.Invoke($"the connection broke: trying again in {wait.TotalSeconds:0.#} s");
            }

            await Task.Delay(wait, _clock, cancellation);
        }
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="CxException">The answer is an error.</exception>
    public async Task<JsonElement> GetJsonAsync(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), null, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new CxException($"GET {path}: {await ErrorAnswer.DescribeAsync(response, cancellation)}");
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        return document.RootElement.Clone();
    }

    public void Dispose() => _http.Dispose();

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => null,
        };
        return asked is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestWait.Ticks)) : null;
    }
}
