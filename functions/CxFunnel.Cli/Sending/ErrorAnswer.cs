using System.Net;
using System.Text.Json;

namespace CxFunnel.Cli.Sending;

/// <summary>Turns an error answer into a line for a person.</summary>
public static class ErrorAnswer
{
    private const int MaxErrorsShown = 10;

    /// <summary>Status and what the problem document says; several errors stand below each other.</summary>
    public static async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        string status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return $"{status}: the key is missing or wrong; give it with --key or in CXFUNNEL_KEY.";
        }

        string body = await response.Content.ReadAsStringAsync(cancellation);
        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            return string.Join(Environment.NewLine, Lines(problem.RootElement).Prepend($"{status}: {Title(problem.RootElement)}"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return status;
        }
    }

    private static string Title(JsonElement problem) =>
        string.Join(": ", ((string[])["title", "detail"])
            .Select(name => problem.TryGetProperty(name, out JsonElement value) ? value.GetString() : null)
            .Where(text => !string.IsNullOrEmpty(text)));

    private static IEnumerable<string> Lines(JsonElement problem)
    {
        if (!problem.TryGetProperty("errors", out JsonElement errors) || errors.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (JsonElement error in errors.EnumerateArray().Take(MaxErrorsShown))
        {
            string pointer = error.TryGetProperty("pointer", out JsonElement p) ? p.GetString() ?? "" : "";
            string detail = error.TryGetProperty("detail", out JsonElement d) ? d.GetString() ?? "" : "";
            yield return $"  {(pointer.Length == 0 ? "the body" : pointer)} {detail}";
        }

        if (errors.GetArrayLength() > MaxErrorsShown)
        {
            yield return $"  and {errors.GetArrayLength() - MaxErrorsShown} more";
        }
    }
}
