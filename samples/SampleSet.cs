namespace CxFunnel.Samples;

/// <summary>Everything the demo sends, in the order in which it is meant to be sent, and what must come out of it.</summary>
/// <param name="Webhooks">Typeform webhook bodies, unsigned; whoever sends them signs them.</param>
/// <param name="Feedback">Bodies for our own JSON endpoint: single items, arrays and NDJSON.</param>
/// <param name="Exports">One social-listening export a month; each starts a week before its month.</param>
/// <param name="Truth">What a correct pipeline counts once all of the above has been taken in.</param>
public sealed record SampleSet(
    IReadOnlyList<SampleRequest> Webhooks,
    IReadOnlyList<SampleRequest> Feedback,
    IReadOnlyList<SampleExport> Exports,
    SampleTruth Truth);

/// <summary>One HTTP POST.</summary>
/// <param name="Path">Path and query from the root, such as <c>/api/feedback?program=demo</c>.</param>
/// <param name="ContentType">Media type without parameters.</param>
/// <param name="Body">The bytes to send; a signature covers exactly these.</param>
public sealed record SampleRequest(string Path, string ContentType, byte[] Body);

/// <summary>One file as a person would have downloaded it.</summary>
public sealed record SampleExport(string FileName, byte[] Content);
