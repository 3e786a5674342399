namespace CxFunnel.Samples.Tests;

public sealed class SampleTextTests
{
    private static readonly string[] Languages = ["de", "en", "es", "fr", "it", "nl", "pt"];

    private static IEnumerable<string> Texts => Samples.Read.Counted.Select(feedback => feedback.Text).OfType<string>();

    [Fact]
    public void Texts_OverAllItems_AreNearlyAllDistinct()
    {
        int total = Texts.Count();
        KeyValuePair<string, int> mostRepeated = Texts.CountBy(text => text).MaxBy(text => text.Value);

        Assert.True(total > 4500, $"{total} texts");
        Assert.InRange((double)Texts.Distinct().Count() / total, 0.9, 1);
        Assert.True(mostRepeated.Value <= 12, $"\"{mostRepeated.Key}\" comes {mostRepeated.Value} times");
    }

    [Fact]
    public void Texts_AfterFilling_KeepNoSlot() => Assert.DoesNotContain(Texts, text => text.Contains('{') || text.Contains('}') || text.Contains('|'));

    [Fact]
    public void Texts_PersonalData_IsThereAndOnlyAtExampleDomains()
    {
        List<string> addresses = [.. Texts.SelectMany(text => text.Split([' ', '\n'])).Where(IsAddress)];
        Assert.True(addresses.Count >= 30, $"{addresses.Count} addresses");
        Assert.All(addresses, address => Assert.Contains("@example.com", address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("typeform")]
    [InlineData("brandwatch")]
    public void Languages_EveryMonth_AreAllSeven(string source)
    {
        var months = Samples.Read.Counted.Where(feedback => feedback.Source == source).GroupBy(feedback => feedback.Day.Month).ToList();
        Assert.Equal([8, 9, 10], months.Select(month => month.Key).Order());
        Assert.All(months, month => Assert.Equal(Languages, month.Select(feedback => feedback.Language).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Generate_SameSeed_SameBytes()
    {
        SampleSet again = SampleCompany.Generate();
        Assert.Equal(Bytes(Samples.Set), Bytes(again));
        Assert.NotEqual(Bytes(Samples.Set), Bytes(SampleCompany.Generate(2)));
    }

    [Fact]
    public void Generate_OtherCulture_SameBytes()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(Bytes(Samples.Set), Bytes(SampleCompany.Generate()));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>A change here is a change of the demo: if it is meant, say so in the commit and take the new value.</summary>
    [Fact]
    public void Generate_DefaultSeed_KeepsItsBytesFromReleaseToRelease() =>
        Assert.Equal("ed031617814a1d0134b8ff21b18ac9570d5767a4b7adb5423a37772a12d0e1bf", Bytes(Samples.Set));

    private static bool IsAddress(string word) => word.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && char.IsLetterOrDigit(word[at - 1]);

    private static string Bytes(SampleSet set)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (SampleRequest request in set.Webhooks.Concat(set.Feedback))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(request.Path + request.ContentType));
            hash.AppendData(request.Body);
        }

        foreach (SampleExport export in set.Exports)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(export.FileName));
            hash.AppendData(export.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
