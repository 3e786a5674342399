using System.Text.Json;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What every adapter of a tool shares: the body becomes one JSON document, of whatever content type it is.</summary>
public abstract class SurveyAdapter(string source) : ISurveyAdapter
{
    /// <summary>More responses than any tool puts into one body.</summary>
    protected const int MaxResponses = 1_000;

    /// <summary>More questions than any survey asks; bounds what one response may cost.</summary>
    protected const int MaxAnswers = 2_000;

    public string Source => source;

    public SurveyReading Read(SurveyRequest request, SourceMapping? mapping)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SurveyBody.TryParse(request, out JsonDocument? document, out string? reason))
        {
            return new SurveyReading.Malformed(reason!);
        }

        using (document)
        {
            return Read(document!.RootElement, request, mapping);
        }
    }

    /// <param name="root">Any JSON value.</param>
    protected abstract SurveyReading Read(JsonElement root, SurveyRequest request, SourceMapping? mapping);

    /// <summary>Reads a body that may be one object or an array of them.</summary>
    protected static SurveyReading ReadEach(JsonElement root, Func<JsonElement, SurveyReading> read)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            return read(root);
        }

        return root.ValueKind == JsonValueKind.Array && root.GetArrayLength() is > 0 and <= MaxResponses
            ? ReadingList.Join(root.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Object
                ? read(element)
                : new SurveyReading.Malformed("an element of the body is no object; a response was expected")))
            : new SurveyReading.Malformed($"the body is no object and no array of 1 to {MaxResponses} objects; a response was expected");
    }

    /// <summary>A reading that says that a list is too long.</summary>
    protected static SurveyReading.Malformed TooMany(string pointer, int count) =>
        new($"{pointer} has {count} elements; at most {MaxAnswers} are taken");
}

/// <summary>Reads what the API of a tool gives, whose webhooks carry ids only.</summary>
public interface IFetchedResponseReader
{
    /// <summary>Reads one response; never throws for what it holds.</summary>
    /// <param name="response">The API's answer, as if it had been posted; <see cref="SurveyRequest.ReceivedAt"/> is the notification's.</param>
    /// <param name="surveyId">From the notification.</param>
    /// <param name="definition">The survey's definition from the same API; null or unreadable leaves the answers' own hints.</param>
    /// <param name="mapping">Which question plays which role; null leaves it to the adapter's guess.</param>
    SurveyReading ReadFetched(SurveyRequest response, string surveyId, ReadOnlyMemory<byte>? definition, SourceMapping? mapping);
}
