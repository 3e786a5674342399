using System.Text;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Tests.Contracts;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\uD83D", "\uFFFD")]
    [InlineData("\\ude00", "\uFFFD")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD😀")]
    [InlineData("\\ude00\\ud83d", "\uFFFD\uFFFD")]
    [InlineData("\\ud83dx\\ude00", "\uFFFDx\uFFFD")]
    [InlineData("\\ud83d\\n", "\uFFFD\n")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    [InlineData("\\\\\\ud83d", "\\\uFFFD")]
    [InlineData("\\\"\\udbff", "\"\uFFFD")]
    public void TryParse_EscapedSurrogates_PairsStayAndHalvesAreReplaced(string escaped, string expected)
    {
        Assert.True(JsonBody.TryParse(Encoding.UTF8.GetBytes($"{{\"a\":\"{escaped}\",\"{escaped}\":1}}"), out JsonDocument? document, out _));
        using (document)
        {
            Assert.Equal(expected, document!.RootElement.GetProperty("a").GetString());
            Assert.True(document.RootElement.TryGetProperty(expected, out _));
        }
    }

    /// <summary>Whatever stands in a string, it can be read afterwards, and what was whole is as it was.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryParse_AnyEscapes_GivesStringsOfWholeCodePoints(int seed)
    {
        Random random = new(seed);
        string[] pieces = ["a", "é", "😀", "\\n", "\\\\", "\\\"", "\\u0041", "\\ud83d", "\\ude00", "\\uDBFF", "\\uDFFF", "\\ufffd", "\\/", "u", "d83d"];
        for (int i = 0; i < 2_000; i++)
        {
            string json = $"\"{string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => pieces[random.Next(pieces.Length)]))}\"";

            Assert.True(JsonBody.TryParse(Encoding.UTF8.GetBytes(json), out JsonDocument? document, out _), json);
            using (document)
            {
                Assert.Equal(Unescaped(json), document!.RootElement.GetString());
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":\"\\ud83d")]
    [InlineData("{\"a\":\"\\u12")]
    [InlineData("\\")]
    [InlineData("\"\\uZZZZ\\ud800\"")]
    [InlineData("{\"a\":1}x")]
    public void TryParse_NoJson_SaysWhereAndNothingOfTheText(string body)
    {
        Assert.False(JsonBody.TryParse(Encoding.UTF8.GetBytes(body), out JsonDocument? document, out InputError? error));
        Assert.Null(document);
        Assert.Equal(string.Empty, error!.Pointer);
        Assert.Matches("^is (empty; JSON is expected|not JSON: line [0-9]+, byte [0-9]+ .*)$", error.Detail);
    }

    [Fact]
    public void TryParse_AnyCutOfABody_NeverThrows()
    {
        byte[] body = Encoding.UTF8.GetBytes("\uFEFF{\"é😀\":[\"\\ud83d\\ude00\\ud83d\",1e5,{\"b\":null}]}");
        for (int from = 0; from < body.Length; from++)
        {
            for (int to = from; to <= body.Length; to++)
            {
                if (JsonBody.TryParse(body.AsMemory(from, to - from), out JsonDocument? document, out InputError? error))
                {
                    document!.Dispose();
                }

                Assert.NotEqual(document is null, error is null);
            }
        }
    }

    [Fact]
    public void TryParse_NotUtf8_SaysSo()
    {
        Assert.False(JsonBody.TryParse(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }, out _, out InputError? error));
        Assert.Equal("is not UTF-8", error!.Detail);
    }

    [Fact]
    public void TryParse_DeeperThanTheLimit_IsAnErrorAndNotAnOverflow() =>
        Assert.False(JsonBody.TryParse(Encoding.UTF8.GetBytes(new string('[', 100_000)), out _, out _));

    /// <summary>The escapes of a JSON string undone the slow way, halves of pairs replaced.</summary>
    private static string Unescaped(string json)
    {
        StringBuilder units = new();
        for (int i = 1; i < json.Length - 1; i++)
        {
            if (json[i] != '\\')
            {
                units.Append(json[i]);
            }
            else if (json[++i] == 'u')
            {
                units.Append((char)Convert.ToInt32(json.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                units.Append(json[i] == 'n' ? '\n' : json[i]);
            }
        }

        StringBuilder whole = new();
        foreach (Rune rune in units.ToString().EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        return whole.ToString();
    }
}
