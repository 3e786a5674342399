namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>A survey tool's webhook as received; its signature has been checked.</summary>
/// <param name="Source">The source named in the route: <c>[a-z0-9-]{1,40}</c>, known or not.</param>
/// <param name="ContentType">As sent; null when there was none.</param>
/// <param name="Body">The bytes as received, decompressed.</param>
/// <param name="ReceivedAt">When; stands in for a missing time of submission.</param>
public sealed record SurveyRequest(string Source, string? ContentType, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);
