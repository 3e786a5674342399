using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.RootCauses;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.Tests.RootCauses;

public sealed class CauseEditsTests
{
    [Fact]
    public void Resolve_ChainsCirclesAndDismissals_AlwaysEnd()
    {
        CauseEdits edits = new([Merge("a", "b"), Merge("b", "c"), Merge("x", "y"), Merge("y", "x"), Merge("d", "e"), new CauseEdit("e", CauseEditKind.Dismiss, null)]);

        Assert.Equal("c", edits.Resolve("a"));
        Assert.Equal("other", edits.Resolve("other"));
        Assert.Null(edits.Resolve("d"));
        Assert.Null(edits.Resolve("e"));
        Assert.NotNull(edits.Resolve("x"));
    }

    [Fact]
    public void Fingerprint_ChangesWithWhatFeedbackCountsAs_NotWithNamesOrOrder()
    {
        CauseEdits one = new([Merge("a", "b"), Merge("c", "d")]);

        Assert.Equal(one.Fingerprint, new CauseEdits([Merge("c", "d"), Merge("a", "b"), new CauseEdit("a", CauseEditKind.Rename, "A"), new CauseEdit("b", CauseEditKind.Pin, null)]).Fingerprint);
        Assert.NotEqual(one.Fingerprint, new CauseEdits([Merge("a", "b")]).Fingerprint);
        Assert.Equal("0", CauseEdits.None.Fingerprint);
    }

    [Theory]
    [InlineData("""{"label":"x","pinned":true,"dismissed":false,"mergeInto":null}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""{"label":7}""", "/label")]
    [InlineData("""{"label":""}""", "/label")]
    [InlineData("""{"pinned":"yes"}""", "/pinned")]
    [InlineData("""{"a/b":1}""", "/a~1b")]
    public void Read_OfABody_NamesWhatIsWrong(string body, string pointer)
    {
        InputErrors errors = new();
        using JsonDocument json = JsonDocument.Parse(body);

        RootCauseEdit? edit = RootCauseEdit.Read(json.RootElement, errors);

        bool isSound = body.Contains("\"x\"", StringComparison.Ordinal);
        Assert.Equal(isSound, edit is not null);
        Assert.Equal(isSound ? [] : [pointer], errors.Listed.Select(e => e.Pointer));
    }

    [Fact]
    public void Read_OfALabelThatIsTooLong_IsRefused()
    {
        InputErrors errors = new();
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(new { label = new string('x', RootCauseEdit.MaxLabelChars + 1) }));

        Assert.Null(RootCauseEdit.Read(json.RootElement, errors));
    }

    private static CauseEdit Merge(string id, string target) => new(id, CauseEditKind.Merge, target);
}
