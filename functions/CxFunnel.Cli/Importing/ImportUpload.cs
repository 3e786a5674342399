using System.Net;
using System.Text.Json;
using CxFunnel.Cli.Sending;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Cli.Importing;

/// <summary>Sends one export and follows it until it is counted.</summary>
public sealed class ImportUpload(FunnelClient client, TimeProvider clock)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);

    /// <param name="makeContent">The body, fresh for every try.</param>
    /// <param name="program">Null for the default one.</param>
    /// <param name="source">Null takes the dialect's own.</param>
    /// <param name="options">What else the file does not say.</param>
    /// <param name="onWait">Gets what is waited for when the other side asks to come again.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <returns>Where to follow it.</returns>
    /// <exception cref="CxException">It was refused.</exception>
    public async Task<Uri> SendAsync(
        Func<HttpContent> makeContent, string? program, string? source, UploadOptions options, Action<string>? onWait, CancellationToken cancellation)
    {
        (string Name, string? Value)[] pairs =
        [
            ("program", program), ("source", source), ("map", options.Map), ("timeZone", options.TimeZone),
            ("dayFirst", options.DayFirst switch { null => null, true => "true", false => "false" }), ("sheet", options.Sheet),
        ];
        string query = string.Join('&', pairs.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        string path = query.Length == 0 ? "/api/imports" : $"/api/imports?{query}";
        using HttpResponseMessage response = await client.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = makeContent() }, onWait, cancellation);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new CxException($"It was refused with {await ErrorAnswer.DescribeAsync(response, cancellation)}");
        }

        Uri location = response.Headers.Location ?? throw new CxException("The answer names no Location to follow; is that a CxFunnel?");
        return new Uri(client.Address, location);
    }

    /// <param name="location">From <see cref="SendAsync"/>.</param>
    /// <param name="onProgress">Gets every state that is read, the last one too.</param>
    /// <param name="patience">How long nothing may change.</param>
    /// <param name="cancellation">Ends the following; the import itself goes on.</param>
    /// <returns>The last answer, with the state done or failed, as it came and read.</returns>
    /// <exception cref="CxException">Nothing changed for too long.</exception>
    public async Task<(ImportStatus Status, JsonElement Json)> FollowAsync(
        Uri location, Action<ImportStatus>? onProgress, TimeSpan patience, CancellationToken cancellation)
    {
        string? last = null;
        long lastChange = clock.GetTimestamp();
        for (TimeSpan wait = FirstPoll; ; wait = TimeSpan.FromTicks(Math.Min(LongestPoll.Ticks, wait.Ticks * 3 / 2)))
        {
            JsonElement json = await client.GetJsonAsync(location.PathAndQuery, cancellation);
            ImportStatus status = ImportStatus.Read(json);
            onProgress?.Invoke(status);
            if (status.HasEnded)
            {
                return (status, json);
            }

            if (json.GetRawText() is var now && now != last)
            {
                last = now;
                lastChange = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(lastChange) > patience)
            {
                throw new CxException(
                    $"Nothing changed for {patience.TotalSeconds:0} s: the import is still {status.State}. Is its function app healthy? It can be followed at {location}");
            }

            await Task.Delay(wait, clock, cancellation);
        }
    }
}
