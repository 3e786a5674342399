using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CxFunnel.Testing.App;
using Microsoft.Playwright;

namespace CxFunnel.Functions.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed partial class DashboardTests(RunningApp app, Browser browser) : IClassFixture<Browser>
{
    private const string Hostile = "<img src=x onerror=alert(1)>";
    private const int PageBytes = 60 * 1024;

    private readonly ConcurrentBag<string> _complaints = [];

    [Fact]
    public async Task Dashboard_Asked_IsAPageThatRunsNothingButItsOwnParts()
    {
        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri("api/dashboard", UriKind.Relative));
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        string policy = Header(answer, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        string[] run = [.. InlineParts().Matches(page).Select(m => m.Groups["content"].Value)];
        Assert.Equal(2, run.Length);
        Assert.All(run, part => Assert.Contains($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(part)))}'", policy, StringComparison.Ordinal));
        Assert.DoesNotMatch(ForeignParts(), page);
    }

    [Fact]
    public async Task Dashboard_AskedByABrowser_IsSmallAndNotSentTwice()
    {
        using HttpRequestMessage first = new(HttpMethod.Get, "api/dashboard");
        first.Headers.Add("Accept-Encoding", "gzip, br");
        using HttpResponseMessage sent = await app.Client.SendAsync(first);
        byte[] compressed = await sent.Content.ReadAsByteArrayAsync();
        using HttpRequestMessage second = new(HttpMethod.Get, "api/dashboard");
        second.Headers.Add("Accept-Encoding", "gzip, br");
        second.Headers.Add("If-None-Match", sent.Headers.ETag!.ToString());
        using HttpResponseMessage again = await app.Client.SendAsync(second);

        Assert.Equal(["gzip"], sent.Content.Headers.ContentEncoding);
        Assert.InRange(compressed.Length, 1, PageBytes / 2);
        await using GZipStream plain = new(new MemoryStream(compressed), CompressionMode.Decompress);
        using StreamReader reader = new(plain);
        Assert.Equal(await app.Client.GetStringAsync(new Uri("api/dashboard", UriKind.Relative)), await reader.ReadToEndAsync());
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Description_Asked_IsServed()
    {
        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri("api/openapi.json", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("3.1.0", (await RunningApp.JsonAsync(answer)).GetProperty("openapi").GetString());
    }

    [Fact]
    public async Task Programs_WithFeedback_AreListed()
    {
        string program = await LoadedAsync(8);

        using HttpResponseMessage answer = await app.Client.GetAsync(new Uri("api/programs", UriKind.Relative));

        string?[] programs = [.. (await RunningApp.JsonAsync(answer)).GetProperty("programs").EnumerateArray().Select(p => p.GetString())];
        Assert.Contains(program, programs);
    }

    [BrowserFact]
    public async Task Page_WithFeedback_ShowsTheFiguresAndWhereItHurts()
    {
        string program = await LoadedAsync(80);

        ConcurrentBag<string> asked = [];
        IPage page = await browser.OpenAsync(new Uri("about:blank"), _complaints);
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await page.GotoAsync(Address(app.App, $"program={program}"));

        await ExpectAsync(page, "#nps .value", "50.0");
        Assert.Matches("^95 % interval: [0-9.]+ to [0-9.]+ · 40 answers$", await page.InnerTextAsync("#nps .quiet"));
        Assert.Contains("+100.0 on the period before (-50.0) · more than chance", await page.InnerTextAsync("#nps .change"), StringComparison.Ordinal);
        await ExpectAsync(page, "#csat .value", "75.0");
        await ExpectAsync(page, "#ces .value", "50.0");
        await ExpectAsync(page, "#rating .value", "4.0");
        Assert.Equal("40 texts", await page.InnerTextAsync("#sentiment .quiet"));
        Assert.InRange(asked.Count(path => path != "/api/dashboard"), 1, 5);
        Assert.Equal(["delivery"], await page.Locator("#places th").AllInnerTextsAsync());

        await page.ClickAsync("text=Country");
        await ExpectAsync(page, "#places tr:first-child th", "France");
        Assert.Equal(["France", "Germany"], await page.Locator("#places th").AllInnerTextsAsync());
        Assert.Equal("0.0", await page.InnerTextAsync("#places tr:first-child td[data-label=NPS]"));
        Assert.Equal("-25.0", await page.InnerTextAsync("#places tr:first-child td[data-label='Effect on NPS']"));
        Assert.Equal("100.0", await page.InnerTextAsync("#places tr:last-child td[data-label=NPS]"));
        Assert.Contains("by=country", page.Url, StringComparison.Ordinal);
        await page.ClickAsync("[data-column=answers] button");
        Assert.Equal("descending", await page.GetAttributeAsync("[data-column=answers]", "aria-sort"));

        await page.ClickAsync("text=Segment");
        await ExpectAsync(page, "#places tr:first-child th", Hostile);
        Assert.Equal(0, await page.Locator("main img").CountAsync());

        await page.FocusAsync("#trend");
        string? last = await page.GetAttributeAsync("#trend", "aria-valuetext");
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.StartsWith("Week of 3 Jun 2024", last, StringComparison.Ordinal);
        Assert.StartsWith("Week of 27 May 2024", await page.GetAttributeAsync("#trend", "aria-valuetext"), StringComparison.Ordinal);

        Assert.Empty(_complaints);
    }

    /// <summary>Late deliveries cost every score that they touch; the waiting time is named as often, by people who are content.</summary>
    [BrowserFact]
    public async Task Page_WithRootCauses_RanksThemByWhatTheyCost()
    {
        string program = RunningApp.NewProgram();
        string items = string.Join(',', Enumerable.Range(0, 90).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""
            {"sourceId":"r-{{i}}","kind":"survey","submittedAt":"2024-06-{{1 + (i % 20):D2}}T09:15:00Z","language":"en","customer":{"id":"c-{{i}}","annualValue":1000},
             "scores":[{"type":"nps","value":{{(i % 3 == 0 ? 2 : i % 5 == 0 ? 8 : 10)}}}],
             "causes":[{{(i % 3 == 0 ? "\"late-delivery\"" : i % 3 == 1 ? JsonSerializer.Serialize(Hostile) : "")}}],
             "comments":[{"text":"{{(i % 3 == 0 ? "The delivery was late." : "Fine, thank you.")}}"}]}
            """)));
        using HttpResponseMessage answer = await app.PostAsync($"api/feedback?program={program}", $"[{items}]");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await app.CountedAsync(program, 90);

        IPage page = await browser.OpenAsync(new Uri(Address(app.App, $"program={program}&from=2024-06-01&to=2024-06-30")), _complaints);

        await ExpectAsync(page, "#causes > li:first-child h3", "1. Late delivery");
        Assert.StartsWith("Late delivery costs most: ", await page.InnerTextAsync("#costliest"), StringComparison.Ordinal);
        Assert.Contains("points of NPS, 95 % interval -", await page.InnerTextAsync("#causes > li:first-child .cost"), StringComparison.Ordinal);
        Assert.Contains("30 mentions", await page.InnerTextAsync("#causes > li:first-child .facts"), StringComparison.Ordinal);
        Assert.Contains("Value at risk 7,500", await page.InnerTextAsync("#causes > li:first-child .facts"), StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator("#causes > li").CountAsync());
        Assert.Empty(_complaints);

        IPage phone = await browser.OpenAsync(new Uri(Address(app.App, $"program={program}&from=2024-06-01&to=2024-06-30")), _complaints, "fr-FR", width: 360);
        await ExpectAsync(phone, "#causes > li:first-child h3", "1. Livraison en retard");
        Assert.Equal(360, await phone.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task Page_OnAFrenchPhone_SpeaksFrenchAndFits()
    {
        string program = await LoadedAsync(16);

        IPage page = await browser.OpenAsync(new Uri(Address(app.App, $"program={program}&by=country")), _complaints, "fr-FR", width: 360);

        await ExpectAsync(page, "#nps .value", "50,0");
        Assert.Equal("fr-FR", await page.GetAttributeAsync("html", "lang"));
        Assert.Equal("Expérience client", await page.InnerTextAsync("h1"));
        Assert.Equal(["France", "Allemagne"], await page.Locator("#places th").AllInnerTextsAsync());
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task Page_BeforeTheFirstFeedback_ShowsACommandThatBringsIt()
    {
        string program = RunningApp.NewProgram();
        IPage page = await browser.OpenAsync(new Uri(Address(app.App, $"program={program}")), _complaints);
        await page.WaitForSelectorAsync("#curl:visible");
        string command = await page.InnerTextAsync("#curl");

        Match parts = CurlParts().Match(command);
        Assert.True(parts.Success, command);
        using HttpResponseMessage answer = await app.PostAsync(parts.Groups["url"].Value, parts.Groups["body"].Value, parts.Groups["type"].Value);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await ExpectAsync(page, "#nps .value", "100.0"); // by itself, without a click
        Assert.False(await page.IsVisibleAsync("#notice"));
        Assert.Empty(_complaints);
    }

    [BrowserFact]
    public async Task Page_WhenStorageIsAway_SaysSoAndTriesAgain()
    {
        string program = await LoadedAsync(8);
        IPage page = await browser.OpenAsync(new Uri("about:blank"), _complaints);
        await page.RouteAsync("**/api/metrics?**", route => route.FulfillAsync(new RouteFulfillOptions { Status = 503 }));

        await page.GotoAsync(Address(app.App, $"program={program}"));
        await ExpectAsync(page, "#notice-title", "Storage does not answer at the moment");
        await page.UnrouteAsync("**/api/metrics?**");
        await page.ClickAsync("#retry");

        await ExpectAsync(page, "#nps .value", "50.0");
    }

    [BrowserFact]
    public async Task Page_OpenedWithAKey_ReadsWithItAndKeepsItToItself()
    {
        const string Key = "a-key-of-the-tests";
        string program = await LoadedAsync(8);
        await using FunctionApp locked = await FunctionApp.StartAsync(
            app.Storage.ConnectionString, new Dictionary<string, string>(StringComparer.Ordinal) { ["FunctionKeys__default"] = Key });
        using HttpResponseMessage refused = await locked.Client.GetAsync(new Uri("api/dashboard", UriKind.Relative));
        ConcurrentBag<string> asked = [];

        IPage page = await browser.OpenAsync(new Uri("about:blank"), _complaints);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(Address(locked, $"program={program}&code={Key}"));
        await ExpectAsync(page, "#nps .value", "50.0");
        string shown = await page.EvaluateAsync<string>("document.documentElement.outerHTML");
        await page.FillAsync("#program", "nobody");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#curl:visible");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain(Key, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, await page.EvaluateAsync<string>("document.documentElement.outerHTML"), StringComparison.Ordinal);
        Assert.Contains("x-functions-key: YOUR-KEY", await page.InnerTextAsync("#curl"), StringComparison.Ordinal);
        Assert.Single(asked, url => url.Contains(Key, StringComparison.Ordinal)); // the page's own address
        Assert.Empty(_complaints);
    }

    /// <summary>
    /// A program with so many feedback, a multiple of 8: half of them in early June 2024 with NPS 50 (France 0, Germany 100), half
    /// thirteen weeks before with NPS -50.
    /// </summary>
    private async Task<string> LoadedAsync(int count)
    {
        string program = RunningApp.NewProgram();
        string items = string.Join(',', Enumerable.Range(0, count).Select(i =>
        {
            bool isNow = i % 2 == 0;
            int quarter = i / 2 % 4;
            bool isFrench = quarter < 2;
            int nps = isNow ? (quarter == 0 ? 2 : 10) : (quarter == 0 ? 10 : 2);
            DateOnly day = new DateOnly(2024, 6, 5).AddDays(isNow ? -7 * (i / 8 % 2) : -13 * 7);
            return string.Create(CultureInfo.InvariantCulture, $$"""
                {"sourceId":"r-{{i}}","kind":"survey","submittedAt":"{{day:yyyy-MM-dd}}T09:15:00Z","country":"{{(isFrench ? "FR" : "DE")}}","touchpoint":"delivery",
                 "customer":{"segment":{{JsonSerializer.Serialize(Hostile)}},"annualValue":100},
                 "scores":[{"type":"nps","value":{{nps}}},{"type":"csat","value":4},{"type":"ces","value":4},{"type":"rating","value":4}],
                 "comments":[{"text":"Number {{i}}."}]}
                """);
        }));
        using HttpResponseMessage answer = await app.PostAsync($"api/feedback?program={program}", $"[{items}]");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await app.CountedAsync(program, count);
        return program;
    }

    private static string Address(FunctionApp of, string query) => new Uri(of.Client.BaseAddress!, $"api/dashboard?{query}").ToString();

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static async Task ExpectAsync(IPage page, string selector, string text) =>
        await Assertions.Expect(page.Locator(selector)).ToHaveTextAsync(text, new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });

    [GeneratedRegex("<(style|script type=\"module\")>(?<content>.*?)</(style|script)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InlineParts();

    /// <summary>What would run from an attribute, or come from elsewhere.</summary>
    [GeneratedRegex("<[a-z][^>]*\\s(on[a-z]+|style)=|(src|href)=\"(https?:)?//|@import|(?-i:\\burl\\()", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ForeignParts();

    [GeneratedRegex("^curl \"(?<url>[^\"]+)\" .*-H 'content-type: (?<type>[^']+)'.*-d '(?<body>[^']+)'$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CurlParts();
}
