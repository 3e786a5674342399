using System.Numerics;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.Text;

public sealed class WordCacheTests
{
    [Fact]
    public void Find_MoreWordsThanPlaces_NeverGivesAnothersValue()
    {
        WordCache<ulong> cache = new(bits: 10);
        Random random = new(1);
        for (int i = 0; i < 100_000; i++)
        {
            ulong key = WordHash.Of($"word{random.Next(5000)}");
            ref ulong value = ref cache.Find(key, out bool isKnown);
            if (!isKnown)
            {
                value = ~key;
            }

            Assert.Equal(~key, value);
        }
    }

    [Fact]
    public void Find_TwoWordsOfOnePlace_AreBothRemembered()
    {
        WordCache<int> cache = new(bits: 1);
        cache.Find(1, out _) = 10;
        cache.Find(2, out _) = 20;

        Assert.Equal(10, cache.Find(1, out bool isFirstKnown));
        Assert.Equal(20, cache.Find(2, out bool isSecondKnown));
        Assert.True(isFirstKnown && isSecondKnown);

        cache.Find(3, out bool isThirdKnown) = 30;

        Assert.False(isThirdKnown);
        Assert.Equal(20, cache.Find(2, out isSecondKnown));
        Assert.True(isSecondKnown);
    }

    /// <summary>A word spelled like the code of its language ("es", "de", "it") is another word in each.</summary>
    [Theory]
    [MemberData(nameof(PairsOfLanguages))]
    public void Evidence_WordsThatAreTheirLanguagesCodes_AreNotTakenForEachOther(string first, string second)
    {
        Evidence evidence = new();
        _ = Sum(evidence, first, first);

        Assert.Equal(Sum(new Evidence(), second, second), Sum(evidence, second, second));
    }

    public static TheoryData<string, string> PairsOfLanguages()
    {
        TheoryData<string, string> pairs = [];
        foreach (string first in Knowledge.Codes)
        {
            foreach (string second in Knowledge.Codes)
            {
                if (first != second)
                {
                    pairs.Add(first, second);
                }
            }
        }

        return pairs;
    }

    private static Vector2 Sum(Evidence evidence, string language, string word)
    {
        TokenBuffer tokens = new();
        Reading reading = new();
        LanguagePack pack = Knowledge.Shared.Pack(language)!;
        Knowledge.Shared.Rules.Tokenizer.Tokenize(word, tokens);
        Knowledge.Shared.Rules.Segmenter.Split(tokens, reading.Sentences);
        reading.Read(tokens, pack, Knowledge.Shared.Rules);
        evidence.Read(Knowledge.Shared.Sentiment, KindBlend.Unknown, pack, tokens, reading);
        return evidence.Sum(tokens, reading, new TokenRange(0, tokens.Count));
    }
}
