using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>Reads a webhook by the adapter of its source and the mapping that people set for its survey.</summary>
public sealed class SurveyReader(MappingStore mappings)
{
    /// <exception cref="Storage.StorageUnavailableException">The mappings cannot be read at the moment.</exception>
    public async ValueTask<SurveyReading> ReadAsync(string program, SurveyRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ISurveyAdapter adapter = SurveyAdapters.For(request.Source);
        SourceMapping? forAll = await mappings.FindAsync(program, request.Source, survey: null, cancellation);
        SurveyReading reading = adapter.Read(request, forAll);
        // Only the body says which survey it answers; where that one has a mapping of its own, it is read again.
        string? survey = reading switch
        {
            SurveyReading.Items items => items.Values.Select(i => i.SurveyId).FirstOrDefault(id => id is not null),
            SurveyReading.Empty empty => empty.SurveyId,
            _ => null,
        };
        SourceMapping? own = survey is null ? forAll : await mappings.FindAsync(program, request.Source, survey, cancellation);
        return ReferenceEquals(own, forAll) ? reading : adapter.Read(request, own);
    }

    /// <summary>The outcome's word, as the preview shows it.</summary>
    public static string Word(SurveyReading reading) => reading switch
    {
        SurveyReading.Items { Values: var items } when items.All(i => i.State == FeedbackState.Partial) => "partial",
        SurveyReading.Items { Values: var items } when items.All(i => i.State == FeedbackState.Deleted) => "delete",
        SurveyReading.Items => "record",
        SurveyReading.Notification => "notification",
        SurveyReading.Empty => "empty",
        SurveyReading.Ignored => "ignored",
        _ => "malformed",
    };
}
