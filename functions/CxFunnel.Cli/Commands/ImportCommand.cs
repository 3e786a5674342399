using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Importing;
using CxFunnel.Cli.Running;
using CxFunnel.Cli.Sending;
using CxFunnel.Cli.Showing;
using CxFunnel.Pipeline.Contracts;
using Spectre.Console;
using UploadOptions = CxFunnel.Pipeline.Ingest.Imports.UploadOptions;

namespace CxFunnel.Cli.Commands;

/// <summary>Uploads exports and follows them until they are counted.</summary>
public sealed class ImportCommand
{
    public const string KeySetting = "CXFUNNEL_KEY";

    /// <summary>A part of an import that fails is tried again for minutes before it goes to the poison queue.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Of each file, by a dry run for people.</summary>
    private const int ItemsShown = 3;

    private readonly CommandContext _context;
    private readonly Argument<string[]> _files = new("FILE") { Description = "Exports: CSV, TSV, XLSX or JSON lines, gzip or not", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _program = new("--program") { Description = "The feedback programme that they belong to (default: default)", HelpName = "NAME" };
    private readonly Option<string> _source = new("--source") { Description = "The tool that they came from (default: recognised from the header)", HelpName = "NAME" };
    private readonly Option<string> _map = new("--map") { Description = "Which columns hold what, for a file of no known tool: text:Comment,date:Created", HelpName = "FIELD:COLUMN,…" };
    private readonly Option<string> _timeZone = new("--time-zone") { Description = "Time zone of dates that carry none (default: the tool's, else UTC)", HelpName = "ZONE" };
    private readonly Option<string> _dayFirst = new("--day-first") { Description = "Whether 03/04 is the third of April (default: settled from the whole column)", HelpName = "true|false" };
    private readonly Option<string> _sheet = new("--sheet") { Description = "A workbook's sheet, by name or number (default: the one whose header is known best)", HelpName = "NAME" };
    private readonly Option<string> _url = new("--url") { Description = $"The CxFunnel to send to (default: http://127.0.0.1:{Port.Default})", HelpName = "URL" };
    private readonly Option<string> _key = new("--key") { Description = $"Function key (default: {KeySetting} in the environment)", HelpName = "KEY" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Send nothing; map the rows here, show the first items and say what would be rejected" };
    private readonly Option<bool> _json = new("--json") { Description = "JSON lines: with --dry-run every mapped item, otherwise each import's final state" };

    private ImportCommand(CommandContext context) => _context = context;

    private Screen Screen => _context.Screen;

    public static Command Create(CommandContext context)
    {
        ImportCommand import = new(context);
        Command command = new("import", "Send exports, follow them until they are counted, and show duplicates and rejected rows");
        command.Arguments.Add(import._files);
        command.Options.Add(import._program);
        command.Options.Add(import._source);
        command.Options.Add(import._map);
        command.Options.Add(import._timeZone);
        command.Options.Add(import._dayFirst);
        command.Options.Add(import._sheet);
        command.Options.Add(import._url);
        command.Options.Add(import._key);
        command.Options.Add(import._dryRun);
        command.Options.Add(import._json);
        CheckName(import._program);
        CheckName(import._source);
        command.Validators.Add(result =>
        {
            InputErrors errors = new();
            UploadOptions.TryRead(name => import.Option(result.GetValue, name), errors);
            foreach (InputError error in errors.Listed)
            {
                result.AddError($"--{OptionOf(error.Pointer)} {error.Detail}.");
            }
        });
        import._url.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"))
            {
                result.AddError("--url wants an address such as http://127.0.0.1:7071.");
            }
        });
        command.SetAction(import.RunAsync);
        return command;
    }

    internal static void CheckName(Option<string> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !Names.IsValid(result.Tokens[0].Value))
        {
            result.AddError($"{option.Name} wants 1 to 40 of a-z, 0-9 and '-'.");
        }
    });

    /// <summary>The command line's word for a name of the route's.</summary>
    private static string OptionOf(string pointer) => pointer switch { "/timeZone" => "time-zone", "/dayFirst" => "day-first", _ => pointer[1..] };

    private string? Option(Func<Option<string>, string?> value, string name) =>
        value(name switch { "map" => _map, "timeZone" => _timeZone, "dayFirst" => _dayFirst, _ => _sheet });

    /// <summary>Sound: the command's validator has looked at them.</summary>
    private UploadOptions Options(ParseResult parsed) => UploadOptions.TryRead(name => Option(parsed.GetValue, name), new InputErrors())!;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<ExportFile> files = [.. parsed.GetRequiredValue(_files).Select(ExportFile.Find)];
        return parsed.GetValue(_dryRun)
            ? await MapAsync(files, parsed, cancellation)
            : await UploadAsync(files, parsed, cancellation);
    }

    private async Task<int> MapAsync(IReadOnlyList<ExportFile> files, ParseResult parsed, CancellationToken cancellation)
    {
        bool json = parsed.GetValue(_json);
        await using StreamWriter output = new(Console.OpenStandardOutput());
        int shown = 0;
        DryRun dryRun = new(json ? output.WriteLine : line => ShowFirst(line, ref shown), Screen.Errors.WriteLine);
        foreach (ExportFile file in files)
        {
            shown = 0;
            (long items, long rejected) = await dryRun.MapAsync(file, parsed.GetValue(_source), Options(parsed), cancellation);
            if (!json)
            {
                Screen.Say(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {items + rejected:N0} rows, {items:N0} items, {rejected:N0} rejected"));
            }
        }

        return ExitCodes.Done;
    }

    /// <summary>Enough to see whether the columns were understood; <c>--json</c> prints all.</summary>
    private void ShowFirst(string line, ref int shown)
    {
        if (shown++ < ItemsShown)
        {
            Screen.Say(line);
        }
    }

    private async Task<int> UploadAsync(IReadOnlyList<ExportFile> files, ParseResult parsed, CancellationToken cancellation)
    {
        Uri address = new(parsed.GetValue(_url) ?? $"http://127.0.0.1:{Port.Default}");
        string? key = parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable(KeySetting);
        bool json = parsed.GetValue(_json);
        using FunnelClient client = new(address, string.IsNullOrEmpty(key) ? null : key, _context.Clock);
        ImportUpload upload = new(client, _context.Clock);
        List<(ExportFile File, ImportStatus Status)> ended = [];
        foreach (ExportFile file in files)
        {
            (ImportStatus status, JsonElement answer) = await UploadAsync(upload, file, parsed, json, cancellation);
            ended.Add((file, status));
            if (json)
            {
                Console.Out.WriteLine(answer.GetRawText().ReplaceLineEndings(" "));
            }
        }

        if (!json)
        {
            new ImportReport(Screen).Show(ended);
        }

        return ended.Any(import => import.Status.HasFailed) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private Task<(ImportStatus Status, JsonElement Json)> UploadAsync(
        ImportUpload upload, ExportFile file, ParseResult parsed, bool json, CancellationToken cancellation)
    {
        if (json || !Screen.IsWatched)
        {
            Action<string> say = json ? _ => { } : Screen.Say;
            return SendAndFollowAsync(_ => { }, _ => { }, say);
        }

        return Screen.Console.Progress().HideCompleted(true).StartAsync(progress =>
        {
            ProgressTask sending = progress.AddTask($"{Markup.Escape(file.Name)}: sending", maxValue: Math.Max(1, file.Bytes));
            ProgressTask counting = progress.AddTask($"{Markup.Escape(file.Name)}: reading", autoStart: false);
            return SendAndFollowAsync(
                bytes => sending.Value = bytes,
                status =>
                {
                    sending.Value = sending.MaxValue;
                    counting.StartTask();
                    counting.Description = $"{Markup.Escape(file.Name)}: {(status.State == "reading" ? $"reading, {status.Rows:N0} rows" : "counting")}";
                    counting.IsIndeterminate = status.State == "reading";
                    counting.MaxValue = Math.Max(1, status.Queued);
                    counting.Value = status.Counted + status.Duplicates;
                },
                line => Screen.SayMarked(Markup.Escape(line)));
        });

        async Task<(ImportStatus Status, JsonElement Json)> SendAndFollowAsync(
            Action<long> onSent, Action<ImportStatus> onProgress, Action<string> say)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"Sending {file.Name} ({file.Bytes / 1024.0:N0} KB) ..."));
            Uri location;
            try
            {
                location = await upload.SendAsync(
                    () => new UploadContent(file, onSent), parsed.GetValue(_program), parsed.GetValue(_source), Options(parsed), say, cancellation);
            }
            catch (CxException e)
            {
                throw new CxException($"{file.Name}: {e.Message}");
            }

            say($"Taken in; counting ({location}) ...");
            try
            {
                return await upload.FollowAsync(location, onProgress, Patience, cancellation);
            }
            catch (OperationCanceledException)
            {
                Screen.Warn($"{file.Name} was taken in and is counted without us; see {location}");
                throw;
            }
        }
    }
}
