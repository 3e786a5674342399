using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

/// <summary>Bodies that are forms: url-encoded or multipart, with JSON inside or what only looks like it.</summary>
public sealed class SurveyFormTests
{
    private const string Answers = """{"q3_nps":"9","q4_why":"Schön, \"wirklich\" 😀"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_JotformWithJsonInAField_ReadsItsAnswers(bool isMultipart)
    {
        FeedbackItem item = Item(Read("jotform", isMultipart, ("formID", "1"), ("submissionID", "6190000000000000001"), ("rawRequest", Answers)));

        Assert.Equal("6190000000000000001", item.SourceId);
        Assert.Equal(9, Assert.Single(item.Scores!).Value);
        Assert.Equal("Schön, \"wirklich\" 😀", Assert.Single(item.Comments!).Text);
    }

    [Theory]
    [InlineData("""{"q3_nps":"9"},"submissionID":"x","more":{"a":1}""")]
    [InlineData("""{"q3_nps":"9"} {"q3_nps":"0"}""")]
    [InlineData("""{"q3_nps":"9""")]
    [InlineData("[1]")]
    [InlineData("nothing")]
    public void Read_FieldThatIsNoWholeObject_IsATextAndBringsNoFields(string rawRequest) =>
        Assert.StartsWith("rawRequest is no", Assert.IsType<SurveyReading.Malformed>(
            Read("jotform", isMultipart: true, ("submissionID", "1"), ("rawRequest", rawRequest))).Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_UnknownToolWithJsonInAField_FindsWhatItSays()
    {
        FeedbackItem item = Item(Read("our-own", isMultipart: false, ("event", "answered"), ("payload", """{"response_id":"r-1","nps":8,"comment":"All fine"}""")));

        Assert.Equal(("r-1", 8d, "All fine"), (item.SourceId, Assert.Single(item.Scores!).Value, Assert.Single(item.Comments!).Text));
    }

    [Fact]
    public void Read_SameFieldTwice_TakesTheFirst()
    {
        FeedbackItem item = Item(Read("our-own", isMultipart: true, ("id", "1"), ("nps", "8"), ("nps", "0"), ("id", "2")));

        Assert.Equal(("1", 8d), (item.SourceId, Assert.Single(item.Scores!).Value));
    }

    [Fact]
    public void Read_FieldThatIsNotUtf8_KeepsTheRestOfItsText()
    {
        byte[] body = [.. "id=1&comment=caf"u8, .. "%E9"u8, .. "+is+very+good"u8];

        FeedbackItem item = Item(SurveyAdapters.For("our-own").Read(new SurveyRequest("our-own", "application/x-www-form-urlencoded", body, default), mapping: null));

        Assert.Equal("caf\uFFFD is very good", Assert.Single(item.Comments!).Text);
    }

    private static FeedbackItem Item(SurveyReading reading) => Assert.Single(Assert.IsType<SurveyReading.Items>(reading).Values);

    private static SurveyReading Read(string source, bool isMultipart, params (string Name, string Value)[] fields)
    {
        string body = isMultipart
            ? string.Concat(fields.Select(f => $"--b\r\nContent-Disposition: form-data; name=\"{f.Name}\"\r\n\r\n{f.Value}\r\n")) + "--b--\r\n"
            : string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
        string contentType = isMultipart ? "multipart/form-data; boundary=b" : "application/x-www-form-urlencoded";
        return SurveyAdapters.For(source).Read(new SurveyRequest(source, contentType, Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch), mapping: null);
    }
}
