using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.Sentiment;

public sealed class KindBlendTests
{
    [Fact]
    public void All_EachBlend_StandsAtItsIndexAndSharesOutOneWhole()
    {
        Assert.Equal(KindBlend.All.Length, KindBlend.Names.Length);
        for (int i = 0; i < KindBlend.All.Length; i++)
        {
            float whole = 0;
            foreach ((int kind, float share) in KindBlend.All[i].Shares)
            {
                Assert.InRange(kind, 0, SentimentKinds.Count - 1);
                Assert.InRange(share, 0.01f, 1);
                whole += share;
                Assert.Equal(share * KindBlend.Whole, KindBlend.All[i].Parts[2 * kind], 1e-4);
                Assert.Equal(KindBlend.All[i].Parts[2 * kind], KindBlend.All[i].Parts[(2 * kind) + 1]);
            }

            Assert.Equal(i, KindBlend.All[i].Index);
            Assert.Equal(1, whole, 1e-6f);
        }
    }

    [Theory]
    [InlineData(TextKind.Unknown, "lovely rooms, shame about the noise", "unknown")]
    [InlineData(TextKind.Unknown, "lovely rooms @hotel", "social")]
    [InlineData(TextKind.Unknown, "lovely rooms #holiday", "social")]
    [InlineData(TextKind.Unknown, "lovely rooms https://example.org/a", "social")]
    [InlineData(TextKind.Mention, "lovely rooms", "social")]
    [InlineData(TextKind.Review, "lovely rooms @hotel", "review")]
    [InlineData(TextKind.Survey, "lovely rooms #holiday", "survey")]
    [InlineData(TextKind.Ticket, "the link https://example.org/a is dead", "ticket")]
    public void Of_Text_IsReadAsToldAndElseAsAPostWhereItLooksLikeOne(TextKind kind, string text, string expected)
    {
        TokenBuffer tokens = new();
        Knowledge.Shared.Rules.Tokenizer.Tokenize(text, tokens);

        Assert.Equal(expected, KindBlend.Names[KindBlend.Of(kind, tokens.Tokens).Index]);
    }
}
