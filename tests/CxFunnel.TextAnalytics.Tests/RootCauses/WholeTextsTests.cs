using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Clusters;
using Xunit.Abstractions;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

/// <summary>One root cause for each text of a file.</summary>
public sealed class WholeTextsTests(ITestOutputHelper output)
{
    private static readonly EmbeddedTextEngine Engine = new();
    private static readonly CauseReader Reader = new(Taxonomy.Shipped);

    private static readonly string[] Airline =
    [
        "@airline on hold for 2 hours, nobody picks up", "@airline still no reply to my message, hello??", "your customer service is the worst", "your agent hung up on me twice",
        "@airline our flight left three hours late", "@airline sitting on the tarmac for 90 minutes", "@airline I missed my connection because you were late",
        "@airline you lost my suitcase, great", "@airline my bag never arrived in Boston", "@airline seriously, never again", "@airline I hate you", "@airline worst airline ever",
    ];

    /// <summary>A fifth and more below what the held-out sets reached when this was written.</summary>
    [Theory]
    [InlineData("airline", 0.5)]
    [InlineData("telecom", 0.35)]
    [InlineData("parcel", 0.2)]
    [InlineData("energy", 0.3)]
    [InlineData("insurance", 0.15)]
    public void Explain_ComplaintsOfOneIndustry_AgreesWithTheirReasons(string industry, double least)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "RootCauses", "Sets", industry + ".tsv")).Select(line => line.Split('\t')).Where(row => row[3] == "held-out")];

        FileCauses causes = Explain([.. rows.Select(row => row[2])]);

        double agreement = Granularity.Agreement(Number([.. rows.Select(row => row[0])]), Number([.. rows.Select((_, i) => causes.Ids[Key(i)])]));
        output.WriteLine($"{industry}: {agreement:P1}");
        Assert.Equal(FileGrain.Complaints, causes.Grain);
        Assert.InRange(agreement, least, 1);
    }

    [Fact]
    public void Explain_FileOfComplaints_IsSortedByFamilies()
    {
        FileCauses causes = Explain(Airline);

        Assert.Equal(FileGrain.Complaints, causes.Grain);
        Assert.All([0, 1, 2, 3], i => Assert.Equal("customer-service", causes.Ids[Key(i)]));
        FileCause service = Assert.Single(causes.Causes, cause => cause.Id == "customer-service");
        Assert.True(service.IsTaxonomy);
        Assert.Equal("Customer service", service.Label);
        Assert.Equal(service.Mentions, service.Parts.Sum(part => part.Mentions));
        Assert.Contains("hard-to-reach", service.Parts.Select(part => part.Id));
    }

    [Fact]
    public void Explain_FamilyWithOneCauseInTheFile_KeepsTheCause()
    {
        FileCauses causes = Explain(Airline);

        Assert.All([4, 5, 6], i => Assert.Equal("transport-delay", causes.Ids[Key(i)]));
        Assert.All([7, 8], i => Assert.Equal("lost-luggage", causes.Ids[Key(i)]));
        Assert.Empty(Assert.Single(causes.Causes, cause => cause.Id == "transport-delay").Parts);
    }

    [Fact]
    public void Explain_AngerWithoutAReason_HasNoCause() => Assert.All([9, 10], i => Assert.Null(Explain(Airline).Ids[Key(i)]));

    [Fact]
    public void Explain_ComplaintsInSeveralLanguages_AreOneCauseWithALabelInTheLanguageOfMost()
    {
        string[] german = ["Seit zwei Stunden in der Warteschleife, niemand geht ran", "Keine Antwort auf meine Beschwerde, seit Wochen", "Euer Kundenservice ist furchtbar"];

        FileCauses causes = Explain([.. Airline, .. german]);

        Assert.All(german, (_, i) => Assert.Equal("customer-service", causes.Ids[Key(Airline.Length + i)]));
        FileCause service = Assert.Single(causes.Causes, cause => cause.Id == "customer-service");
        Assert.Equal("Customer service", service.Label);
        Assert.Equal(["en", "de"], service.Languages);
    }

    [Fact]
    public void Explain_OtherOrder_GivesTheSame()
    {
        FileCauses causes = Explain(Airline);

        FileCauses reversed = WholeTexts.Explain([.. Read(Airline).Reverse()], Taxonomy.Shipped, new DiscoveryOptions());

        Assert.Equal(causes.Ids.OrderBy(id => id.Key, StringComparer.Ordinal), reversed.Ids.OrderBy(id => id.Key, StringComparer.Ordinal));
        Assert.Equal(causes.Causes.Select(cause => (cause.Id, cause.Mentions)), reversed.Causes.Select(cause => (cause.Id, cause.Mentions)));
    }

    [Fact]
    public void Explain_StoriesThatNameMuchInPassing_AreNotSortedByFamilies()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "RootCauses", "Sets", "finance.tsv")).Select(line => line.Split('\t'))];
        string[] stories = [.. rows.Select(row => row[2]).Chunk(3).Select(chunk => string.Join(' ', chunk))];

        FileCauses causes = Explain(stories);

        Assert.Equal(FileGrain.Found, causes.Grain);
        Assert.InRange(causes.Coverage, 0.5, 1);
    }

    [Fact]
    public void Explain_QuestionsWithoutAnger_AreNoFileOfComplaints()
    {
        FileCauses causes = Explain(["How do I change my PIN?", "Which currencies can I hold?", "Can I order a second card?", "Where do I find my account number?", "How long does a transfer take?"]);

        Assert.NotEqual(FileGrain.Complaints, causes.Grain);
    }

    [Theory]
    [InlineData("no fuel on board?! and one hour behind already", "transport-delay")]
    [InlineData("Great, 40 minutes in the queue", "long-wait")]
    [InlineData("mon numéro de suivi ne donne rien", "no-updates")]
    [InlineData("die Leitung ruckelt seit Tagen", "slow-internet")]
    public void ReadHints_WordThatProvesNothingAlone_HintsWhateverIsDeniedOrPraised(string text, string expected)
    {
        TextInput input = new(text);

        Assert.Contains(expected, Reader.ReadHints(input, Engine.Analyze(input)));
    }

    [Fact]
    public void Settle_ShortTextInAFileOfOneLanguage_IsReadInThatLanguage()
    {
        WholeText[] read = Read([.. Enumerable.Range(0, 20).Select(i => $"The delivery of my order number {i} is late and nobody tells us why"), "zero updates, zero info, just label created"]);

        IReadOnlyList<WholeText> settled = WholeTexts.Settle(read, Engine, Reader);

        Assert.NotEqual("en", read[20].Text.Language);
        Assert.All(settled, text => Assert.Equal("en", text.Text.Language));
        Assert.Contains("no-updates", settled[20].HintIds);
    }

    private static FileCauses Explain(string[] texts) => WholeTexts.Explain(Read(texts), Taxonomy.Shipped, new DiscoveryOptions());

    private static WholeText[] Read(string[] texts) => [.. texts.Select((text, i) => WholeTexts.Read(Key(i), new TextInput(text), Engine, Reader))];

    private static string Key(int index) => $"{index:D4}";

    private static int[] Number(IReadOnlyList<string?> names)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        return [.. names.Select(name => numbers.TryGetValue(name ?? "", out int number) ? number : numbers[name ?? ""] = numbers.Count)];
    }
}
