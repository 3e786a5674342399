using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Pipeline.Tests.Ingest.Samples;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

public sealed class MappingReaderTests
{
    [Theory]
    [InlineData("asknicely")]
    [InlineData("delighted")]
    [InlineData("formbricks")]
    [InlineData("google-forms")]
    [InlineData("jotform")]
    [InlineData("qualtrics")]
    [InlineData("questionpro")]
    [InlineData("surveymonkey")]
    [InlineData("tally")]
    [InlineData("typeform")]
    [InlineData("zendesk")]
    public void Read_MappingOfTheSamples_HasNoErrors(string tool) => Assert.NotNull(Sample.Mapping(tool));

    [Theory]
    [InlineData("""[]""", "", "is an array; an object is expected")]
    [InlineData("""{}""", "", "maps nothing")]
    [InlineData("""{"questions":[]}""", "/questions", "is an array")]
    [InlineData("""{"questions":{"q/1":{"role":"score"}}}""", "/questions/q~11/role", "is no role; one of nps, csat")]
    [InlineData("""{"questions":{"q":{}}}""", "/questions/q/role", "is missing")]
    [InlineData("""{"questions":{"q":5}}""", "/questions/q", "is a number")]
    [InlineData("""{"questions":{"q":{"role":"csat","min":5,"max":1}}}""", "/questions/q/min", "is not below max")]
    [InlineData("""{"questions":{"q":{"role":"nps","min":1,"max":10}}}""", "/questions/q/min", "is not that of NPS")]
    [InlineData("""{"questions":{"q":{"role":"csat","max":"5"}}}""", "/questions/q/max", "is a string; a number")]
    [InlineData("""{"questions":{"q":{"role":"csat","min":0,"max":1,"values":{"Good":2}}}}""", "/questions/q/values", "holds a number outside min to max")]
    [InlineData("""{"questions":{"q":{"role":"csat","values":["Good"]}}}""", "/questions/q/values", "is an array")]
    [InlineData("""{"fields":{"client":["a"]}}""", "/fields/client", "is no field; one of annual_value, channel")]
    [InlineData("""{"fields":{"email":[""]}}""", "/fields/email/0", "is no path")]
    [InlineData("""{"fields":{"email":{}}}""", "/fields/email", "is an object; a path or an array")]
    [InlineData("""{"export_columns":{"Q1":"npss"}}""", "/export_columns/Q1", "is neither a role nor a field")]
    [InlineData("""{"survey_language":"the same","fields":{"email":"e"}}""", "/survey_language", "is no language")]
    public void Read_WrongMapping_SaysWhereAndWhat(string json, string pointer, string detail)
    {
        InputErrors errors = new();

        SourceMapping? mapping = MappingReader.Read(Parse(json), errors);

        Assert.Null(mapping);
        InputError error = Assert.Single(errors.Listed);
        Assert.Equal(pointer, error.Pointer);
        Assert.StartsWith(detail, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralErrors_ListsAll()
    {
        InputErrors errors = new();

        MappingReader.Read(Parse("""{"questions":{"a":{"role":"x"},"b":{"role":"ces","min":7,"max":1}},"fields":{"z":"p"}}"""), errors);

        Assert.Equal(3, errors.Count);
    }

    [Fact]
    public void Read_PathWithANoteForPeople_TakesThePathAlone()
    {
        SourceMapping mapping = MappingReader.Read(Parse("""{"fields":{"language":["data.language (ignore \"default\")","x"],"touchpoint":"constant: support"}}"""), new InputErrors())!;

        Assert.Equal(["data.language", "x"], mapping.Fields["language"]);
        Assert.Equal(["constant: support"], mapping.Fields["touchpoint"]);
    }

    [Theory]
    [InlineData("""{"a":{"b.c":{"d":"deep"}}}""", "a.b.c.d", "deep")]
    [InlineData("""{"a.b":"dotted"}""", "a.b", "dotted")]
    [InlineData("""{"a":[{"b":1},{"b":2}]}""", "a.1.b", "2")]
    [InlineData("""{"a":["one"]}""", "a", "one")]
    [InlineData("""{"a":[{"b":1}]}""", "a.7.b", null)]
    [InlineData("""{"a":{"b":null}}""", "a.b", null)]
    public void Read_FieldPath_FindsNestedDottedAndListedValues(string body, string path, string? expected)
    {
        SourceMapping mapping = MappingReader.Read(Parse($$$"""{"questions":{"s":{"role":"nps"}},"fields":{"segment":["{{{path}}}"]}}"""), new InputErrors())!;
        SurveyRequest request = new("any-tool", "application/json", Encoding.UTF8.GetBytes($$"""{"s":9,{{body[1..]}}"""), DateTimeOffset.UnixEpoch);

        FeedbackItem item = Assert.Single(Assert.IsType<SurveyReading.Items>(SurveyAdapters.For("any-tool").Read(request, mapping)).Values);

        Assert.Equal(expected, item.Customer?.Segment);
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
