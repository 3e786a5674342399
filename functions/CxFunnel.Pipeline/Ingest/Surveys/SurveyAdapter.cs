using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

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

    /// <summary>Reads an object inside of the body, or the text of one: fields of forms are texts, and relays send them on as such.</summary>
    /// <param name="root">An object.</param>
    protected static SurveyReading ReadInner(JsonElement root, string name, Func<JsonElement, SurveyReading> read)
    {
        if (!root.TryGetProperty(name, out JsonElement inner) || inner.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
        {
            return new SurveyReading.Malformed($"{name} is missing; an object was expected in it");
        }

        if (inner.ValueKind == JsonValueKind.Object)
        {
            return read(inner);
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(inner.GetString()!), out JsonDocument? document, out InputError? error))
        {
            return new SurveyReading.Malformed($"{name} {error!.Detail}");
        }

        using (document)
        {
            return document!.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : new SurveyReading.Malformed($"{name} is no object; one was expected in it");
        }
    }

    /// <summary>A reading that says that a list is too long.</summary>
    protected static SurveyReading.Malformed TooMany(string pointer, int count) =>
        new($"{pointer} has {count} elements; at most {MaxAnswers} are taken");
}

/// <summary>Reads what the API of a tool gives, whose webhooks carry ids only.</summary>
public interface IFetchedResponseReader
{
    /// <summary>Reads a survey's definition, once for all of its responses; never throws.</summary>
    /// <param name="body">The API's answer.</param>
    /// <returns>Null where the tool has none, or none that can be read: then the answers' own hints are all there is.</returns>
    SurveyDefinition? ReadDefinition(ReadOnlyMemory<byte> body);

    /// <summary>Reads one response; never throws for what it holds.</summary>
    /// <param name="response">The API's answer, as if it had been posted; <see cref="SurveyRequest.ReceivedAt"/> is the notification's.</param>
    /// <param name="surveyId">From the notification.</param>
    /// <param name="definition">What <see cref="ReadDefinition"/> made of the survey's definition; null leaves the answers' own hints.</param>
    /// <param name="mapping">Which question plays which role; null leaves it to the adapter's guess.</param>
    SurveyReading ReadFetched(SurveyRequest response, string surveyId, SurveyDefinition? definition, SourceMapping? mapping);
}

/// <summary>What a survey's definition says that its responses leave out, as the adapter of its tool understands it.</summary>
public abstract class SurveyDefinition;
