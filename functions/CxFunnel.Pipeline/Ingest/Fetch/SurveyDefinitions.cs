using System.Diagnostics.CodeAnalysis;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>The definitions of surveys, kept for a few minutes: a response needs one call and not two.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to let go.")]
internal sealed class SurveyDefinitions(ResponseClient client, TimeProvider clock)
{
    /// <summary>How long a changed survey may be read by its old definition.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    /// <summary>A definition may be large; when so many are known, all are forgotten.</summary>
    private const int MaxKnown = 100;

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, (DateTimeOffset ReadAt, SurveyDefinition? Definition)> _known = new(StringComparer.Ordinal);

    /// <returns>
    /// The definition, null where the tool has none to give: the response is read without. With an obstacle (Busy or Failed) the
    /// response is left for later, since weights and scales would be missing.
    /// </returns>
    public async Task<(ApiAnswer? Obstacle, SurveyDefinition? Definition)> GetAsync(
        ResponseApi api, IFetchedResponseReader reader, SourceOptions source, string surveyId, CancellationToken cancellation)
    {
        if (api.DefinitionPath(surveyId) is not { } path)
        {
            return (null, null);
        }

        // One at a time: a survey that has just become popular is asked for once.
        await _one.WaitAsync(cancellation);
        try
        {
            string key = $"{api.Source}/{surveyId}";
            if (!_known.TryGetValue(key, out (DateTimeOffset ReadAt, SurveyDefinition? Definition) known) || clock.GetUtcNow() - known.ReadAt > Freshness)
            {
                ApiAnswer answer = await client.GetAsync(api, source, path, cancellation);
                if (answer is ApiAnswer.Busy or ApiAnswer.Failed)
                {
                    return (answer, null);
                }

                if (_known.Count >= MaxKnown)
                {
                    _known.Clear();
                }

                known = _known[key] = (clock.GetUtcNow(), answer is ApiAnswer.Found found ? reader.ReadDefinition(found.Body) : null);
            }

            return (null, known.Definition);
        }
        finally
        {
            _one.Release();
        }
    }
}
