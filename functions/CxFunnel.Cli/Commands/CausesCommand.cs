using System.CommandLine;
using System.Globalization;
using CxFunnel.Cli.Analyzing;
using CxFunnel.Cli.Explaining;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Cli.Commands;

/// <summary>Root causes alone, on a whole file: each line comes out with the reason that it is about.</summary>
public static class CausesCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = JsonLines.Input();
        Option<string?> catalog = new("--catalog") { Description = "Write the root causes with their labels, terms and examples to this file, as JSON", HelpName = "FILE" };
        Option<string?> language = new("--language") { Description = "Prefer labels in this language (de, en, es, fr, it, nl, pt); otherwise that of most lines", HelpName = "CODE" };
        Command command = new("causes", "Find the root causes of the texts of a file: a JSON line in, the same with its root cause out");
        command.Arguments.Add(file);
        command.Options.Add(catalog);
        command.Options.Add(language);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(file), parsed.GetValue(catalog), parsed.GetValue(language), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? file, string? catalog, string? language, CancellationToken cancellation)
    {
        await using Stream input = JsonLines.Open(file);
        await using FileStream? catalogue = catalog is null ? null : Create(catalog); // before the work, so that a wrong path costs nothing
        long problems = 0;
        void OnProblem(long line, string what)
        {
            problems++;
            context.Screen.Warn(string.Create(CultureInfo.InvariantCulture, $"line {line} {what}"));
        }

        int told = 0;
        void OnProgress(int count)
        {
            // On the error stream: the lines go to standard output.
            if (count - told >= 20_000)
            {
                told = count;
                context.Screen.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} lines read ..."));
            }
        }

        CauseExplanation explanation = new(new EmbeddedTextEngine(), new CauseReader(Taxonomy.Shipped));
        await explanation.ReadAsync(input, OnProblem, OnProgress, cancellation);
        if (told > 0)
        {
            context.Screen.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{explanation.Count:N0} lines read; finding their root causes ..."));
        }

        explanation.Explain(new DiscoveryOptions { MainLanguage = language, Threads = Environment.ProcessorCount });
        cancellation.ThrowIfCancellationRequested();
        await using (Stream output = Console.OpenStandardOutput())
        {
            await explanation.WriteAsync(output, cancellation);
        }

        if (catalogue is not null)
        {
            explanation.WriteCatalogue(catalogue);
        }

        return problems == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CxException($"'{path}' cannot be written: {e.Message}");
        }
    }
}
