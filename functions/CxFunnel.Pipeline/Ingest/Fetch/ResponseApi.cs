using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>How one tool's API gives a response whose id is known.</summary>
public abstract class ResponseApi
{
    /// <summary>The source in the route, for example <c>qualtrics</c>.</summary>
    public abstract string Source { get; }

    /// <summary>As its makers write it, for reasons that people read.</summary>
    public abstract string Name { get; }

    /// <summary>Where it is unless <c>ApiBaseAddress</c> says otherwise; null for a tool whose customers each have their own.</summary>
    public abstract string? Address { get; }

    /// <summary>What <c>ApiBaseAddress</c> may look like.</summary>
    public abstract string AddressExample { get; }

    /// <summary>How often it is called unless <c>ApiCallsPerMinute</c> says otherwise: below the tool's own limit.</summary>
    public abstract int CallsPerMinute { get; }

    /// <summary>What a token needs so that the tool lets it read a response.</summary>
    public abstract string TokenAdvice { get; }

    /// <summary>The alphabet of its ids: they come from outside and become part of a path.</summary>
    protected abstract SearchValues<char> IdChars { get; }

    private const int MaxIdChars = 64;

    /// <summary>Whether both have the form of this tool's ids: nothing that could leave the path they are put into.</summary>
    public bool AreIds(string surveyId, string responseId) => IsId(surveyId) && IsId(responseId);

    /// <summary>Below the root; ids must be <see cref="AreIds"/>.</summary>
    public abstract string ResponsePath(string surveyId, string responseId);

    /// <summary>Of the survey's definition, where the response alone does not say what its numbers mean; null where it does.</summary>
    public virtual string? DefinitionPath(string surveyId) => null;

    /// <summary>When what a webhook tells of happened, by the tool's own clock; null where it does not say with a zone.</summary>
    public virtual DateTimeOffset? HappenedAt(ReadOnlyMemory<byte> notification) => null;

    public abstract void Authorize(HttpRequestHeaders headers, string token);

    /// <summary>How long to leave the API alone after this answer, by the tool's own headers; null when they ask for nothing.</summary>
    public virtual TimeSpan? Pause(HttpResponseHeaders headers) => null;

    private bool IsId(string id) => id.Length is > 0 and <= MaxIdChars && !id.AsSpan().ContainsAnyExcept(IdChars);
}

/// <summary>The APIs of the tools whose webhooks carry ids only.</summary>
public static class ResponseApis
{
    private static readonly ResponseApi[] All = [new SurveyMonkeyApi(), new QualtricsApi()];

    /// <returns>Null for a tool whose webhooks hold the answers.</returns>
    public static ResponseApi? For(string source) => Array.Find(All, a => a.Source == source);
}

/// <summary>SurveyMonkey's API v3; facts from its documentation (repository SurveyMonkey/public_api_docs).</summary>
internal sealed class SurveyMonkeyApi : ResponseApi
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public override string Source => "surveymonkey";

    public override string Name => "SurveyMonkey";

    public override string Address => "https://api.surveymonkey.com/";

    public override string AddressExample => "https://api.eu.surveymonkey.com for accounts in the EU";

    /// <summary>Draft and private apps may make 120 calls a minute (and 500 a day, which its headers tell).</summary>
    public override int CallsPerMinute => 100;

    public override string TokenAdvice => "the scopes 'View Surveys', 'View Responses' and 'View Response Details', and a plan that has them";

    protected override SearchValues<char> IdChars => Digits;

    public override string ResponsePath(string surveyId, string responseId) => $"v3/surveys/{surveyId}/responses/{responseId}/details?simple=true";

    public override string DefinitionPath(string surveyId) => $"v3/surveys/{surveyId}/details";

    public override DateTimeOffset? HappenedAt(ReadOnlyMemory<byte> notification)
    {
        if (!JsonBody.TryParse(notification, out JsonDocument? json, out _))
        {
            return null;
        }

        using (json)
        {
            return json!.RootElement.Instant("event_datetime"u8);
        }
    }

    public override void Authorize(HttpRequestHeaders headers, string token) => headers.Authorization = new AuthenticationHeaderValue("bearer", token);

    /// <summary>It sends no Retry-After; its limits count down in headers of their own, in calls left and seconds.</summary>
    public override TimeSpan? Pause(HttpResponseHeaders headers)
    {
        TimeSpan? minute = Pause(headers, "X-Ratelimit-App-Global-Minute-");
        TimeSpan? day = Pause(headers, "X-Ratelimit-App-Global-Day-");
        return day > minute || minute is null ? day : minute;
    }

    private static TimeSpan? Pause(HttpResponseHeaders headers, string limit) =>
        Number(headers, limit + "Remaining") is 0 && Number(headers, limit + "Reset") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

/// <summary>Qualtrics' API v3.</summary>
internal sealed class QualtricsApi : ResponseApi
{
    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    public override string Source => "qualtrics";

    public override string Name => "Qualtrics";

    /// <summary>Every brand lives in a data centre of its own.</summary>
    public override string? Address => null;

    public override string AddressExample => "https://fra1.qualtrics.com, with the brand's own data centre";

    /// <summary>Our figure: brands have limits per minute and endpoint, which differ; 429 says when one is met.</summary>
    public override int CallsPerMinute => 240;

    public override string TokenAdvice => "the permission 'Access API', and its user must be allowed to see the survey's responses";

    protected override SearchValues<char> IdChars => LettersAndDigits;

    public override string ResponsePath(string surveyId, string responseId) => $"API/v3/surveys/{surveyId}/responses/{responseId}";

    public override void Authorize(HttpRequestHeaders headers, string token) => headers.TryAddWithoutValidation("X-API-TOKEN", token);
}
