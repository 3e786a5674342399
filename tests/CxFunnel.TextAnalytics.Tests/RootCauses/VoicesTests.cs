using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Clusters;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class VoicesTests
{
    private static readonly DiscoveryOptions Options = new() { Day = new DateOnly(2026, 11, 1) };

    [Fact]
    public void Recluster_Retweets_AreOneVoiceWithTheirReach()
    {
        const string Tweet = "the vending machine in hall three swallowed my coins and gave me a rubber duck";
        CauseText[] copies = [.. Enumerable.Range(0, 50).Select(i => Complaints.Clause($"copy-{i}", i == 0 ? Tweet : $"RT @user{i}: {Tweet}! https://x.example/{i}", reach: 10))];

        DiscoveryRun run = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. copies], Options, []);

        string?[] ids = [.. copies.Select(copy => run.Assignments[copy.Key]).Distinct()];
        string? id = Assert.Single(ids);
        Assert.True(id is null || run.Model.Find(id) is { } cause && cause.Reach >= 500 && cause.Voices <= cause.Size - 49);
    }

    [Fact]
    public void Recluster_CopiesWithLightEdits_AreOneVoiceWithTheirReach()
    {
        const string Tweet = "the vending machine in hall three swallowed my coins and gave me a rubber duck instead of the chocolate that I wanted";
        string[] copies =
        [
            Tweet, $"RT @someone: {Tweet}", $"haha read this one people: {Tweet}", "the vending machine in hall 7 swallowed my coins and gave me a rubber duck instead of the chocolate that I wanted",
            "the vending machine in hall three swallowed my coins and gave me a rubber duck…", "the vending machine in hall three swallowed my coins and gave Peter a rubber duck instead of the chocolate that he wanted",
        ];
        CauseText[] people = [.. copies.Select((text, i) => Complaints.Clause($"copy-{i}", text, reach: 10))];

        Lines lines = Lines.Of(people);
        Lines others = Lines.Of([.. Complaints.Of(25).Select(c => c.Clause)]);
        DiscoveryRun run = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. people], Options, []);

        Assert.Equal(1, Voices.Count(lines, [.. Enumerable.Range(0, lines.Count)]));
        Assert.Equal(others.Count, Enumerable.Range(0, others.Count).Select(others.FirstOfCopies).Distinct().Count());
        Assert.All(run.Model.Causes.Where(cause => cause.Label.Contains("vending", StringComparison.Ordinal)), cause => Assert.True(cause.Reach >= 10 * (cause.Size - cause.Voices)));
    }

    [Fact]
    public void FirstOfCopies_SameOpeningAndAnotherReason_AreDifferentVoices()
    {
        Lines lines = Lines.Of(
        [
            Complaints.Clause("a", "I have been a customer of yours for nine years now and the lamp that you sent me flickers"),
            Complaints.Clause("b", "I have been a customer of yours for nine years now and nobody ever answers when my mother calls the shop in town"),
        ]);

        Assert.Equal(2, Voices.Count(lines, [0, 1]));
    }

    [Fact]
    public void Recluster_OneCustomerManyTimes_IsNoRootCause()
    {
        string[] words = ["quartz", "violin", "harbour", "lantern", "pepper", "saddle"];
        CauseText[] one = [.. words.Select((word, i) => Complaints.Clause($"one-{i}", $"the {word} hologram gnome sings off key", voice: "customer-1"))];

        DiscoveryRun run = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. one], Options, []);

        Assert.DoesNotContain(run.Model.Causes, cause => cause.Label.Contains("gnome", StringComparison.Ordinal));
    }

    [Fact]
    public void Recluster_FivePeopleWithTheSameOddAnnoyance_AreFound()
    {
        string[] odd =
        [
            "the penguin statue in the lobby squeaks at night", "that squeaking penguin statue kept me awake",
            "a statue of a penguin squeaks in the lobby", "why does the penguin statue squeak", "penguin statue squeaks all night long",
        ];
        CauseText[] people = [.. odd.Select((text, i) => Complaints.Clause($"odd-{i}", text))];

        DiscoveryRun run = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. people], Options, []);

        string? id = Assert.Single(people.Select(clause => run.Assignments[clause.Key]).Distinct());
        Assert.Equal(5, run.Model.Find(id!)!.Voices);
        Assert.Contains("penguin", run.Model.Find(id!)!.Label, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Recluster_TextsLikeNoOther_AreOutliers()
    {
        string[] lonely = ["xylophone quorum besides nebula", "Grüße aus dem Ziegelwerk", "asdf qwer zxcv", "🦆🦆🦆", "42"];

        DiscoveryRun run = Discovery.Recluster(null, [.. Complaints.Of(25).Select(c => c.Clause), .. lonely.Select((text, i) => Complaints.Clause($"lonely-{i}", text))], Options, []);

        Assert.True(lonely.Where((_, i) => run.Assignments[$"lonely-{i}"] is null).Count() >= 4);
    }

    [Fact]
    public void Recluster_HostileTexts_AreReadWithoutHarm()
    {
        string[] hostile = ["", " ", "\ud83d", "\0\0\0", new string('a', 100_000), string.Concat(Enumerable.Repeat("word ", 20_000)), "\u202e\u200b", "'s", "#", "[email]", "ﷺ", "a\u0301\u0301\u0301"];
        CauseText[] clauses = [.. Complaints.Of(10).Select(c => c.Clause), .. hostile.Select((text, i) => Complaints.Clause($"hostile-{i}", text, i % 2 == 0 ? "en" : "unknown"))];

        DiscoveryRun run = Discovery.Recluster(null, clauses, Options, []);

        Assert.Equal(clauses.Length, run.Assignments.Count);
        Assert.All(hostile, text => run.Model.Assign(text, "xx", text));
    }

    [Fact]
    public void FromBytes_DamagedModel_SaysSo()
    {
        byte[] bytes = Discovery.Recluster(null, [.. Complaints.Of(10).Select(c => c.Clause)], Options, []).Model.ToBytes();

        Assert.Throws<FormatException>(() => CauseModel.FromBytes([]));
        Assert.Throws<FormatException>(() => CauseModel.FromBytes("hello, world"u8));
        for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 50))
        {
            Assert.Throws<FormatException>(() => CauseModel.FromBytes(bytes.AsSpan(0, length)));
        }
    }
}
