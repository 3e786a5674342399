using CxFunnel.Pipeline.Ingest.Surveys;
using Microsoft.Extensions.Options;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>Section <c>Fetch</c>: how long the step that fetches responses waits, for what.</summary>
public sealed class FetchOptions
{
    /// <summary>A call that takes longer, body included, is given up and made again later; 1 s to 2 min. Default 20 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The wait after a first failure; each further one doubles it. 100 ms to 1 h. Default 30 s.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>No wait after a failure is longer; up to 1 day. Default 1 h.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long an API may fail before the webhook goes to quarantine; up to 7 days. Default 1 day.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long an API may not know a response that its own webhook named; up to 7 days. Default 30 min: tools notify a little
    /// before they can be read.
    /// </summary>
    public TimeSpan NotFoundPatience { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>Checks the options and every source's address and pace, so that a wrong one shows at start and not at the first webhook.</summary>
internal sealed class ValidateFetchOptions(Sources sources) : IValidateOptions<FetchOptions>
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, FetchOptions options)
    {
        List<string> errors = [];
        Check("CallTimeout", options.CallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Check("FirstWait", options.FirstWait, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Check("LongestWait", options.LongestWait, options.FirstWait, TimeSpan.FromDays(1));
        Check("Patience", options.Patience, TimeSpan.Zero, Week);
        Check("NotFoundPatience", options.NotFoundPatience, TimeSpan.Zero, Week);
        foreach ((string source, SourceOptions its) in sources.All)
        {
            if (its.ApiBaseAddress is { Length: > 0 } address && !ApiAddress.TryParse(address, out _))
            {
                errors.Add($"Sources:{source}:ApiBaseAddress is '{address}'; https://HOST/ is expected, without user, query and fragment (http only on this machine).");
            }

            if (its.ApiToken?.Any(char.IsControl) == true)
            {
                errors.Add($"Sources:{source}:ApiToken holds a line break or another control character.");
            }

            if (its.ApiCallsPerMinute is < 1 or > 100_000)
            {
                errors.Add($"Sources:{source}:ApiCallsPerMinute is {its.ApiCallsPerMinute}; 1 to 100000 are expected.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(string option, TimeSpan value, TimeSpan min, TimeSpan max)
        {
            if (value < min || value > max)
            {
                errors.Add($"Fetch:{option} is {value}; {min} to {max} are expected.");
            }
        }
    }
}
