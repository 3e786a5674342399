using System.Text;
using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.RootCauses.Matching;

namespace CxFunnel.TextAnalytics.Tests.RootCauses;

public sealed class TaxonomyTests
{
    [Fact]
    public void Shipped_EveryCause_HasLabelsAndSeedsInAllLanguages()
    {
        Assert.InRange(Taxonomy.Shipped.Causes.Count, 60, 80);
        Assert.Equal(Taxonomy.Components.Order(), Taxonomy.Shipped.Causes.Select(cause => cause.Component).Distinct().Order());
        foreach (TaxonomyCause cause in Taxonomy.Shipped.Causes)
        {
            Assert.Equal(Taxonomy.Languages.Order(), cause.Labels.Keys.Order());
            Assert.True(cause.Seeds.ContainsKey(Taxonomy.AnyLanguage) || Taxonomy.Languages.All(cause.Seeds.ContainsKey), cause.Id);
        }
    }

    [Fact]
    public void Shipped_EveryLabel_IsFoundAsAStatedCause()
    {
        foreach (TaxonomyCause cause in Taxonomy.Shipped.Causes)
        {
            Assert.Equal(cause.Id, Taxonomy.Shipped.FindStated(cause.Id));
            Assert.All(cause.Labels.Values, label => Assert.Equal(cause.Id, Taxonomy.Shipped.FindStated(label)));
        }
    }

    [Theory]
    [InlineData("Waiting time", "long-wait")]
    [InlineData("WARTEZEIT", "long-wait")]
    [InlineData("late_delivery", "late-delivery")]
    [InlineData("délai de livraison", "late-delivery")]
    [InlineData("delai de livraison", "late-delivery")]
    [InlineData("something of our own", null)]
    [InlineData("", null)]
    public void FindStated_WhatPeoplePick_IsTheCause(string pick, string? expected) => Assert.Equal(expected, Taxonomy.Shipped.FindStated(pick));

    [Fact]
    public void Read_CompanysOwnCause_ExtendsTheShippedOnes()
    {
        Taxonomy? own = Read(
            """
            {"version":"acme.3","extends":true,
             "words":{"sofa":{"en":["sofa","couch"],"de":["sofa","couch"]}},
             "causes":[{"id":"sagging-sofa","component":"product","touchpoint":"product","controllable":true,"labels":{"en":"Sofa sags"},
                        "seeds":{"any":["{sofa} + {bad}"],"en":["{sofa} + sags"]}},
                       {"id":"battery","remove":true}]}
            """,
            out IReadOnlyList<TaxonomyError> errors);

        Assert.Empty(errors);
        Assert.Equal($"{Taxonomy.Shipped.Version}+acme.3", own!.Version);
        Assert.Equal(Taxonomy.Shipped.Causes.Count, own.Causes.Count);
        TextInput input = new("Our couch sags in the middle and the delivery was late.") { Language = "en" };
        Assert.Equal(
            ["late-delivery", "sagging-sofa"],
            new CauseReader(own).Read(input, new EmbeddedTextEngine().Analyze(input)).Causes.Select(cause => cause.RootCauseId));
    }

    [Fact]
    public void Read_GroupThatTakesInAnother_HoldsItsWordsInEveryLanguage()
    {
        Taxonomy? own = Read(
            """
            {"version":"a","words":{"sofa":{"en":["sofa"],"de":["sofa"]},"furniture":{"any":["{sofa}"],"en":["wardrobe"]}},
             "causes":[{"id":"wobbly","component":"product","touchpoint":"product","labels":{"en":"Wobbly"},"seeds":{"en":["{furniture} + wobbles"],"de":["{furniture} + wackelt"]}}]}
            """,
            out IReadOnlyList<TaxonomyError> errors);

        Assert.Empty(errors);
        Assert.Equal(["wobbly"], CausesOf(own!, "en", "The sofa wobbles."));
        Assert.Equal(["wobbly"], CausesOf(own!, "en", "The wardrobe wobbles."));
        Assert.Equal(["wobbly"], CausesOf(own!, "de", "Das Sofa wackelt."));
        Assert.Empty(CausesOf(own!, "de", "Das Regal wackelt."));
    }

    [Fact]
    public void Shipped_EveryFamily_HasLabelsInAllLanguagesAndNoCauseOfAnother()
    {
        Assert.NotEmpty(Taxonomy.Shipped.Families);
        Assert.All(Taxonomy.Shipped.Families, family => Assert.Equal(Taxonomy.Languages.Order(), family.Labels.Keys.Order()));
        Assert.All(Taxonomy.Shipped.Families.SelectMany(family => family.Causes.Select(cause => (family, cause))), pair => Assert.Same(pair.family, Taxonomy.Shipped.FamilyOf(pair.cause)));
    }

    [Fact]
    public void Read_FamilyOfOnesOwn_TakesItsCausesOutOfTheShippedOnes()
    {
        Taxonomy? own = Read(
            """
            {"version":"a","extends":true,"families":[{"id":"calls","labels":{"en":"Calls"},"causes":["hard-to-reach","passed-around"]}],
             "causes":[{"id":"discrimination","remove":true}]}
            """,
            out IReadOnlyList<TaxonomyError> errors);

        Assert.Empty(errors);
        Assert.Equal("calls", own!.FamilyOf("hard-to-reach")?.Id);
        Assert.Equal("customer-service", own.FamilyOf("no-reply")?.Id);
        Assert.Null(own.FamilyOf("rude-staff")); // alone in its family, once the other cause is removed
    }

    [Fact]
    public void Read_CauseThatYields_HoldsOnlyWhereNoMoreSpecificOneStands()
    {
        Taxonomy? own = Read(
            """
            {"version":"a","extends":true,"causes":[
              {"id":"bad-teapot","component":"product","touchpoint":"product","labels":{"en":"Bad teapot"},"yieldsTo":["dripping-teapot"],"seeds":{"en":["teapot + odd"]}},
              {"id":"dripping-teapot","component":"product","touchpoint":"product","labels":{"en":"Teapot drips"},"seeds":{"en":["teapot + drips"]}}]}
            """,
            out IReadOnlyList<TaxonomyError> errors);

        Assert.Empty(errors);
        Assert.Equal(["dripping-teapot"], CausesOf(own!, "en", "The odd teapot drips on the table."));
        Assert.Equal(["bad-teapot"], CausesOf(own!, "en", "The teapot is odd."));
        Assert.Equal(["bad-teapot", "dripping-teapot"], CausesOf(own!, "en", "The teapot drips on the table. The other teapot is just odd."));
    }

    [Theory]
    [InlineData("sofa + crumbles", false)]
    [InlineData("sofa + crumbles !", true)]
    public void Read_SeedThatNoPraiseUndoes_HoldsInPraise(string seed, bool holds)
    {
        Taxonomy? own = Read(
            "{\"version\":\"a\",\"causes\":[{\"id\":\"x\",\"component\":\"product\",\"touchpoint\":\"x\",\"labels\":{\"en\":\"l\"},\"seeds\":{\"en\":[\"" + seed + "\"]}}]}", out _);

        Assert.Equal(holds, CausesOf(own!, "en", "What a wonderful, lovely sofa that crumbles so beautifully, fantastic!").Any());
        Assert.False(CausesOf(own!, "en", "A lovely sofa that never crumbles.").Any());
    }

    [Fact]
    public void Shipped_NoWord_MeansMoreThanTheMatcherKeeps()
    {
        ushort[] atoms = new ushort[CauseLexicon.MaxAtomsPerWord];
        foreach (string language in Taxonomy.Languages)
        {
            CauseLexicon lexicon = Taxonomy.Shipped.Lexicon(language)!;
            foreach (string word in Taxonomy.Shipped.Groups.Values
                .SelectMany(group => group.Terms.Where(terms => terms.Key == language).SelectMany(terms => terms.Value)).SelectMany(SeedSyntax.Words))
            {
                Assert.True(lexicon.Atoms(word, atoms, out _) < CauseLexicon.MaxAtomsPerWord, $"{language}: {word}");
            }
        }
    }

    [Fact]
    public void Read_ExampleOfTheDocs_IsAccepted()
    {
        string docs = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "RootCauses", "root-causes.md"));
        int start = docs.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;

        Taxonomy? own = Read(docs[start..docs.IndexOf("```", start, StringComparison.Ordinal)], out IReadOnlyList<TaxonomyError> errors);

        Assert.Empty(errors);
        Assert.Equal("sagging-sofa", own!.FindStated("Comfort of the sofa"));
    }

    [Fact]
    public void Read_MoreSeedsThanTheMatcherCanNumber_IsRefused()
    {
        IEnumerable<string> seeds = Enumerable.Range(0, 60_000).Select(i => "zq" + string.Concat(i.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0'))));
        IEnumerable<string> causes = seeds.Chunk(280).Select((chunk, i) =>
            "{\"id\":\"c" + i + "\",\"component\":\"service\",\"touchpoint\":\"x\",\"labels\":{\"en\":\"l\"},\"seeds\":{\"en\":[\"" + string.Join("\",\"", chunk) + "\"]}}");

        Assert.Null(Read($$"""{"version":"a","causes":[{{string.Join(',', causes)}}]}""", out IReadOnlyList<TaxonomyError> errors));
        Assert.Equal("/causes", Assert.Single(errors).Pointer);
    }

    [Theory]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"late-delivery","seeds":{"en":["{not}"]}}]}""", "/causes/0/seeds/en/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"late-delivery","seeds":{"en":["the"]}}]}""", "/causes/0/seeds/en/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"late-delivery","seeds":{"any":["late"]}}]}""", "/causes/0/seeds/any/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"late-delivery","seeds":{"en":["- late"]}}]}""", "/causes/0/seeds/en/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"late-delivery","labels":{"en":"\ud800"}}]}""", "")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("""{"causes":[]}""", "/version")]
    [InlineData("""{"version":"a","causes":[{"id":"Big Cause","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["a"]}}]}""", "/causes/0/id")]
    [InlineData("""{"version":"a","causes":[{"id":"found-1","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["a"]}}]}""", "/causes/0/id")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"luck","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["late"]}}]}""", "/causes/0/component")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"fr":"l"},"seeds":{"en":["late"]}}]}""", "/causes/0/labels")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{}}]}""", "/causes/0/seeds")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["late","  "]}}]}""", "/causes/0/seeds/en/1")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["{nowhere}"]}}]}""", "/causes/0/seeds/en/0")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["late ! ?"]}}]}""", "/causes/0/seeds/en/0")]
    [InlineData("""{"version":"a","causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"pl":["x"]}}]}""", "/causes/0/seeds/pl")]
    [InlineData("""{"version":"a","words":{"a/b":{"en":["x"]}},"causes":[{"id":"x","component":"service","touchpoint":"x","labels":{"en":"l"},"seeds":{"en":["late"]}}]}""", "/words/a~1b")]
    [InlineData("""{"version":"a","causes":[{"id":"x","remove":true}]}""", "/causes/0/remove")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"noise","yieldsTo":["nowhere"]}]}""", "/causes/0/yieldsTo/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"noise","yieldsTo":["noise"]}]}""", "/causes/0/yieldsTo/0")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"noise","yieldsTo":["battery"]},{"id":"battery","yieldsTo":["noise"]}]}""", "/causes/1/yieldsTo/0")]
    [InlineData("""{"version":"a","extends":true,"words":{"ours":{"en":["{nowhere}"]}}}""", "/words")]
    [InlineData("""{"version":"a","extends":true,"words":{"ours":{"en":["{theirs}"]},"theirs":{"any":["{ours}"]}}}""", "/words/ours")]
    [InlineData("""{"version":"a","extends":true,"causes":[{"id":"noise","hints":{"en":["{nowhere}"]}}]}""", "/causes/0/hints/en/0")]
    [InlineData("""{"version":"a","extends":true,"families":[{"id":"noise","labels":{"en":"l"},"causes":["battery","temperature"]}]}""", "/families/0/id")]
    [InlineData("""{"version":"a","extends":true,"families":[{"id":"ours","labels":{"en":"l"},"causes":["battery","nowhere"]}]}""", "/families/0/causes/1")]
    [InlineData("""{"version":"a","extends":true,"families":[{"id":"ours","labels":{"en":"l"},"causes":["battery"]}]}""", "/families/0/causes")]
    [InlineData("""{"version":"a","extends":true,"families":[{"id":"ours","labels":{"fr":"l"},"causes":["battery","noise"]}]}""", "/families/0/labels")]
    [InlineData("""{"version":"a","extends":true,"families":[{"id":"ours","labels":{"en":"l"},"causes":["battery","noise"]},{"id":"theirs","labels":{"en":"l"},"causes":["noise","crowded"]}]}""", "/families/1/causes/0")]
    public void Read_BrokenDocument_PointsAtTheProblem(string json, string pointer)
    {
        Assert.Null(Read(json, out IReadOnlyList<TaxonomyError> errors));
        Assert.Contains(errors, error => error.Pointer == pointer);
    }

    private static IEnumerable<string> CausesOf(Taxonomy taxonomy, string language, string text)
    {
        TextInput input = new(text) { Language = language };
        return new CauseReader(taxonomy).Read(input, new EmbeddedTextEngine().Analyze(input)).Causes.Select(cause => cause.RootCauseId);
    }

    private static Taxonomy? Read(string json, out IReadOnlyList<TaxonomyError> errors) =>
        Taxonomy.Read(Encoding.UTF8.GetBytes(json), Taxonomy.Shipped, out errors);
}
