using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CxFunnel.LocalStorage;
using CxFunnel.Pipeline.Ingest.Surveys;
using CxFunnel.Testing.App;

namespace CxFunnel.Functions.Tests.EndToEnd;

/// <summary>The pages of <c>docs/sources</c>: their scripts are extracted and run, as written, against the app with the secrets that they name.</summary>
[Collection(AppCollection.Name)]
public sealed partial class SourcePagesTests(RunningApp app)
{
    private static readonly string Folder = Path.Combine(LocalStorageFolder.RepositoryRoot(), "docs", "sources");

    private static readonly string[] IdsOnly = ["surveymonkey", "qualtrics"];

    [Fact]
    public void Index_NamesEveryPageAndEveryToolHasOne()
    {
        string index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        string[] pages = [.. Pages()];

        Assert.All(pages, page => Assert.Contains($"({page}.md)", index, StringComparison.Ordinal));
        Assert.All(SurveyAdapters.All, adapter => Assert.Contains(adapter.Source, pages));
        Assert.All(
            ["brandwatch", "talkwalker", "meltwater", "sprout-social", "sprinklr", "digimind", "mention", "hootsuite", "x-api-v2", "google-play", "app-store", "google-business", "own-csv"],
            tool => Assert.Contains(tool, pages));
    }

    [ShellFact]
    public async Task Scripts_OfEveryPage_WorkAsWritten()
    {
        Dictionary<string, string> secrets = new(StringComparer.Ordinal);
        foreach (string page in Pages())
        {
            foreach (Match secret in Secret().Matches(Script(page)))
            {
                // Either in the comment, or the assignment that the comment explains.
                secrets[$"Sources__{page}__Secrets__0"] = secret.Groups["value"].Success ? secret.Groups["value"].Value : secret.Groups["own"].Value;
            }
        }

        await using FunctionApp signed = await FunctionApp.StartAsync(app.Storage.ConnectionString, secrets);
        List<string> failures = [];
        foreach (string page in Pages())
        {
            (string printed, int exitCode) = await RunAsync(Script(page), signed.Client.BaseAddress!);
            if (exitCode != 0 || !await IsTakenAsync(signed.Client, page, printed))
            {
                failures.Add($"{page}: exit code {exitCode.ToString(CultureInfo.InvariantCulture)}, {printed}");
            }
        }

        Assert.Equal(11, secrets.Count);
        Assert.Empty(failures);
    }

    /// <summary>The scripts prove nothing if the app does not look at their signatures.</summary>
    [ShellFact]
    public async Task Scripts_WithAnotherSecret_AreRefused()
    {
        await using FunctionApp strict = await FunctionApp.StartAsync(
            app.Storage.ConnectionString, new Dictionary<string, string>(StringComparer.Ordinal) { ["Ingest__OnlySigned"] = "true" });
        foreach (ISurveyAdapter adapter in SurveyAdapters.All)
        {
            (string printed, _) = await RunAsync(Script(adapter.Source), strict.Client.BaseAddress!);

            Assert.Contains("\"status\":401", printed, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Folder, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(page => page != "README").Order(StringComparer.Ordinal);

    /// <summary>The block under "Try it".</summary>
    private static string Script(string page)
    {
        string text = File.ReadAllText(Path.Combine(Folder, $"{page}.md"));
        string rest = text[text.IndexOf("## Try it", StringComparison.Ordinal)..];
        int start = rest.IndexOf("```bash\n", StringComparison.Ordinal) + "```bash\n".Length;
        return rest[start..rest.IndexOf("\n```", start, StringComparison.Ordinal)];
    }

    private static async Task<bool> IsTakenAsync(HttpClient client, string page, string printed)
    {
        if (!printed.StartsWith('{'))
        {
            return false;
        }

        JsonElement answer = JsonDocument.Parse(printed).RootElement;
        if (answer.TryGetProperty("accepted", out JsonElement accepted))
        {
            return accepted.GetInt32() == 1
                || (IdsOnly.Contains(page) && answer.GetProperty("reason").GetString()!.Contains($"Sources__{page}__ApiToken", StringComparison.Ordinal));
        }

        if (!answer.TryGetProperty("id", out JsonElement id))
        {
            return false;
        }

        JsonElement status = await RunningApp.UntilAsync(
            async () =>
            {
                using HttpResponseMessage response = await client.GetAsync(new Uri($"api/imports/{id.GetString()}", UriKind.Relative));
                JsonElement now = await RunningApp.JsonAsync(response);
                return now.GetProperty("state").GetString() is "done" or "failed" ? now : (JsonElement?)null;
            },
            $"the export of {page}");
        return status.GetProperty("state").GetString() == "done"
            && status.GetProperty("rejectedRows").GetInt64() == 0
            && status.GetProperty("counted").GetInt64() + status.GetProperty("duplicates").GetInt64() > 0;
    }

    private static async Task<(string Printed, int ExitCode)> RunAsync(string script, Uri address)
    {
        string folder = Directory.CreateTempSubdirectory("cxfunnel-pages-").FullName;
        try
        {
            ProcessStartInfo start = new("bash", ["-e", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
            start.Environment["FUNNEL"] = address.ToString().TrimEnd('/');
            start.Environment["TMPDIR"] = folder;
            using Process shell = Process.Start(start)!;
            Task<string> errors = shell.StandardError.ReadToEndAsync();
            string printed = await shell.StandardOutput.ReadToEndAsync();
            await shell.WaitForExitAsync();
            return (printed + await errors, shell.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary><c>SECRET='x' # Sources__tool__Secrets__0</c>, or <c># Sources__tool__Secrets__0='x'</c>.</summary>
    [GeneratedRegex(@"(?:='(?<own>[^']+)' )?# Sources__[a-z-]+__Secrets__0(?:='(?<value>[^']+)')?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();
}

/// <summary>A test that runs a shell script with the tools that a Unix has; elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute : FactAttribute
{
    private static readonly string[] Tools = ["bash", "curl", "openssl", "base64", "od"];

    public ShellFactAttribute()
    {
        string[] missing = [.. Tools.Where(tool =>
            !(Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool))))];
        if (missing.Length > 0)
        {
            Skip = $"Needs {string.Join(", ", missing)}, which this machine has not.";
        }
    }
}
