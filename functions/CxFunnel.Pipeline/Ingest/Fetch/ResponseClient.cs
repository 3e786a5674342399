using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Headers;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>
/// Asks a tool's API, once: no retries and no waiting, which a function may not do for minutes. The token goes to the configured
/// address alone; a redirect is not followed.
/// </summary>
internal sealed class ResponseClient(IHttpClientFactory clients, FetchOptions options, TimeProvider clock)
{
    /// <summary>The name of its <see cref="HttpClient"/>.</summary>
    public const string HttpName = "CxFunnel.Fetch";

    /// <summary>The tools' longest limit is one of calls per day: an API that asks for more is asked again then.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private static readonly Meter Meter = new("CxFunnel.Fetch");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "cxfunnel.fetch.calls", "{call}", "Calls to survey tools' APIs, by source and outcome (found, busy, notfound, failed, refused).");

    /// <param name="path">Below the API's root, made of checked ids only.</param>
    /// <param name="source">Has a token and, where the API has no address of its own, one.</param>
    public async Task<ApiAnswer> GetAsync(ResponseApi api, SourceOptions source, string path, CancellationToken cancellation)
    {
        ApiAnswer answer = await AskAsync(api, source, path, cancellation);
        Calls.Add(1, new("source", api.Source), new("outcome", answer.GetType().Name.ToLowerInvariant()));
        return answer;
    }

    private async Task<ApiAnswer> AskAsync(ResponseApi api, SourceOptions source, string path, CancellationToken cancellation)
    {
        if (!ApiAddress.TryParse(source.ApiBaseAddress ?? api.Address ?? string.Empty, out Uri? root))
        {
            throw new InvalidOperationException($"The address of {api.Name}'s API was not checked.");
        }

        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(root, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        api.Authorize(request.Headers, source.ApiToken!);
        using CancellationTokenSource limit = new(options.CallTimeout, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using HttpClient client = clients.CreateClient(HttpName);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(api, response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ApiAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"did not answer within {options.CallTimeout.TotalSeconds:0.#} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ApiAnswer.Failed(e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? $"cannot be reached ({error})" : "broke off its answer");
        }
        catch (InvalidDataException)
        {
            return new ApiAnswer.Failed("sent a damaged answer");
        }
    }

    private async Task<ApiAnswer> ReadAsync(ResponseApi api, HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        TimeSpan? pause = Sane(RetryAfter(response.Headers) ?? api.Pause(response.Headers));
        return status switch
        {
            200 => await BodyAsync(response, cancellation) is { } body
                ? new ApiAnswer.Found(body) { Pause = pause }
                : new ApiAnswer.Refused($"{api.Name}'s answer is over {FeedbackLimits.MaxBodyBytes / (1024 * 1024)} MB."),
            401 => new ApiAnswer.Refused(
                $"{api.Name} refuses the token (401): it is wrong, has expired or was revoked. Set a new one in Sources__{api.Source}__ApiToken, then replay."),
            403 => new ApiAnswer.Refused($"{api.Name} does not let the token read this response (403): it needs {api.TokenAdvice}. Mend that, then replay."),
            404 => new ApiAnswer.NotFound { Pause = pause },
            429 => new ApiAnswer.Busy { Pause = pause },
            408 or 425 or >= 500 => new ApiAnswer.Failed($"answered {status}") { Pause = pause },
            >= 300 and < 400 => new ApiAnswer.Refused(
                $"{api.Name} redirects to another address ({status}), which is not followed with the token. Set the account's own in Sources__{api.Source}__ApiBaseAddress ({api.AddressExample}), then replay."),
            _ => new ApiAnswer.Refused($"{api.Name} refuses the call ({status})."),
        };
    }

    /// <summary>In seconds, or as a date.</summary>
    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - clock.GetUtcNow();

    private static TimeSpan? Sane(TimeSpan? pause) => pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;

    /// <returns>Null when it is larger than any response that can be taken, decompressed.</returns>
    private static async Task<byte[]?> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > FeedbackLimits.MaxBodyBytes)
        {
            return null;
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        using MemoryStream body = new();
        byte[] buffer = new byte[81_920];
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > FeedbackLimits.MaxBodyBytes)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
