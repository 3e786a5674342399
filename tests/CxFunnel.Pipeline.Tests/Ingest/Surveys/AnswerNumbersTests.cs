using CxFunnel.Pipeline.Ingest.Surveys;

namespace CxFunnel.Pipeline.Tests.Ingest.Surveys;

public sealed class AnswerNumbersTests
{
    [Theory]
    [InlineData("9", 9.0)]
    [InlineData(" 6.0 ", 6.0)]
    [InlineData("4,5", 4.5)]
    [InlineData("-1", -1.0)]
    [InlineData("1,450", null)]
    [InlineData("9/10", null)]
    [InlineData("", null)]
    public void Plain_Text_IsANumberOnlyAsAWhole(string text, double? number) => Assert.Equal(number, AnswerNumbers.Plain(text));

    [Theory]
    [InlineData("10 - Very likely", 10.0)]
    [InlineData("4,5 Sterne", 4.5)]
    [InlineData("3/5", 3.0)]
    [InlineData("7 = easy", 7.0)]
    [InlineData("9.11.2025", null)]
    [InlineData("3/4/2025", null)]
    [InlineData("10:30", null)]
    [InlineData("2nd visit", null)]
    [InlineData("2025 was bad", null)]
    [InlineData("1,450 points", null)]
    public void Leading_Text_IsTheNumberItStartsWithAndNoDate(string text, double? number) => Assert.Equal(number, AnswerNumbers.Leading(text));

    [Theory]
    [InlineData("9/10", 10.0)]
    [InlineData("4,5 / 5", 5.0)]
    [InlineData("9", null)]
    [InlineData("3/4/2025", null)]
    [InlineData("1/0", null)]
    [InlineData("good/bad", null)]
    public void OutOf_Text_IsTheEndThatItNames(string text, double? end) => Assert.Equal(end, AnswerNumbers.OutOf(text));
}
