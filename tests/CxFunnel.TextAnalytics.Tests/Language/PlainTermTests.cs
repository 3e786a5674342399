using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.Language;

/// <summary>The quick reading of listed terms against the tokenizer, its plain version.</summary>
public sealed class PlainTermTests
{
    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("it")]
    [InlineData("nl")]
    [InlineData("pt")]
    public void TryRead_EveryListedTerm_NamesItAsTheTokenizerDoes(string language)
    {
        Tokenizer tokenizer = Knowledge.Shared.Rules.Tokenizer;
        TokenBuffer tokens = new();
        int read = 0;
        int all = 0;
        foreach (string path in new[] { $"Rules/{language}.txt", $"Lexicon/{language}.txt", $"Lexicon/{language}.lists.txt", $"Opinions/{language}.txt" })
        {
            RuleFile file = new(path, EmbeddedData.ReadText(path));
            foreach (string section in file.Sections)
            {
                List<int> places = file.Places(section);
                string[] terms = file.Terms(section);
                for (int i = 0; i < terms.Length; i++)
                {
                    all++;
                    if (!PlainTerm.TryRead(file.Term(places, i), tokenizer, out PlainTerm term))
                    {
                        continue;
                    }

                    read++;
                    tokenizer.Tokenize(terms[i], tokens);
                    ulong chain = tokens.Tokens[0].Hash;
                    for (int k = 1; k < tokens.Count; k++)
                    {
                        chain = WordHash.Combine(chain, tokens.Tokens[k].Hash);
                    }

                    Assert.True((chain, tokens.Tokens[0].Hash, tokens.Count) == (term.Chain, term.First, term.Words), $"{path}: {terms[i]}");
                }
            }
        }

        Assert.True(read > 0.6 * all, $"{read} of {all}");
    }

    [Theory]
    [InlineData("muy_fácil", "muy facil", "muy facil")]
    [InlineData("über", "uber", "ueber")]
    [InlineData("good", "good", "good")]
    public void TryRead_Accents_NamesThePlainSpellings(string term, string plain, string pairs)
    {
        Assert.True(PlainTerm.TryRead(term, Knowledge.Shared.Rules.Tokenizer, out PlainTerm read));

        Assert.Equal((Chain(plain), Chain(pairs), plain != term), (read.PlainChain, read.PairsChain, read.HasAccent));
    }

    [Theory]
    [InlineData("wait*")]
    [InlineData("NPS")]
    [InlineData("c'est")]
    [InlineData("xd")]
    [InlineData("sooo")]
    [InlineData("5_stelle")]
    public void TryRead_WhatOnlyTheTokenizerKnows_IsLeftToIt(string term) =>
        Assert.False(PlainTerm.TryRead(term, Knowledge.Shared.Rules.Tokenizer, out _));

    [Fact]
    public void RuleFile_TermsBeforeASection_AreRefusedWithTheirLine() =>
        Assert.Contains("line 2", Assert.Throws<FormatException>(() => new RuleFile("x", "# remark\nword\n[a]\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void RuleFile_CommentsBlanksAndCarriageReturns_AreNoTerms()
    {
        RuleFile file = new("x", "[a]\r\n  one  un_peu \r\n\r\n# two\r\n#\r\n[b]\r\n#irony three\r\n[a]\r\nfour");

        Assert.Equal(["one", "un peu", "four"], file.Terms("a"));
        Assert.Equal(["#irony", "three"], file.Terms("b"));
        Assert.Empty(file.Terms("c"));
    }

    private static ulong Chain(string words) => words.Split(' ').Select(word => WordHash.Of(word)).Aggregate((a, b) => WordHash.Combine(a, b));
}
