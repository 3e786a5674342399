namespace CxFunnel.Pipeline.Ingest.Fetch;

/// <summary>
/// How far the responses that this instance fetched had come: one that a webhook names again for something that the fetched version
/// holds already need not be fetched again. SurveyMonkey sends <c>response_updated</c> for every page, and repeats itself.
/// </summary>
/// <remarks>Kept in memory: what is forgotten costs a call to the tool's API and nothing else.</remarks>
internal sealed class FetchedVersions
{
    /// <summary>Responses that are remembered; some 200 bytes each.</summary>
    private const int MaxResponses = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _knownUntil = new(StringComparer.Ordinal);

    /// <param name="happenedAt">When what the webhook tells of happened, by the tool's clock; null is never covered.</param>
    public bool Covers(string response, DateTimeOffset? happenedAt)
    {
        lock (_lock)
        {
            return happenedAt <= _knownUntil.GetValueOrDefault(response, DateTimeOffset.MinValue);
        }
    }

    /// <param name="versionAt">The later of the event that made it fetched and the version that came, by the tool's clock.</param>
    public void Remember(string response, DateTimeOffset versionAt)
    {
        lock (_lock)
        {
            if (_knownUntil.Count == MaxResponses && !_knownUntil.ContainsKey(response))
            {
                _knownUntil.Clear();
            }

            DateTimeOffset known = _knownUntil.GetValueOrDefault(response, DateTimeOffset.MinValue);
            _knownUntil[response] = versionAt > known ? versionAt : known;
        }
    }
}
