using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxFunnel.Cli.Maintaining;
using CxFunnel.Cli.Showing;
using CxFunnel.Pipeline.Learn;
using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.Cli.Commands;

/// <summary>Teaches a program what its owners corrected, and switches between what it learned.</summary>
public static class TrainCommand
{
    private const string Shipped = "shipped";

    public static Command Create(CommandContext context)
    {
        MaintenanceOptions options = new(isForOneProgram: true);
        Option<FileInfo> corrections = new("--corrections") { Description = "First add this table: sentiment, and feedbackId or text (language, kind, customer)", HelpName = "FILE.csv" };
        Option<string> use = new("--use") { Description = "Train nothing; use this version from now on", HelpName = "N|shipped" };
        Option<bool> list = new("--list") { Description = "Train nothing; show the versions" };
        use.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryNumber(result.Tokens[0].Value, out _))
            {
                result.AddError("--use wants a number from 1, or shipped.");
            }
        });
        Command command = new("train", "Learn from a program's corrections; taken only if better");
        command.Options.Add(corrections);
        command.Options.Add(use);
        command.Options.Add(list);
        options.AddTo(command, context, async (installation, parsed, cancellation) =>
        {
            string program = options.OneProgram(parsed);
            if (parsed.GetValue(use) is { } wanted && TryNumber(wanted, out int number))
            {
                return Show(context.Screen, await installation.UseModelAsync(program, number, cancellation), options.IsJson(parsed));
            }

            if (parsed.GetValue(list))
            {
                return Show(context.Screen, await installation.ModelsAsync(program, cancellation), options.IsJson(parsed));
            }

            int rejected = parsed.GetValue(corrections) is { } file ? await AddAsync(context.Screen, installation, program, file, cancellation) : 0;
            Show(context.Screen, await installation.TrainAsync(program, cancellation), options.IsJson(parsed));
            return rejected == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static bool TryNumber(string text, out int number)
    {
        number = 0;
        return text == Shipped || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }

    /// <returns>How many rows could not be used.</returns>
    private static async Task<int> AddAsync(Screen screen, Installation installation, string program, FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
        {
            throw new CxException($"There is no file '{file.FullName}'.");
        }

        await using FileStream stream = file.OpenRead();
        CorrectionsReport report = await installation.AddCorrectionsAsync(program, stream, cancellation);
        screen.Warn(string.Create(CultureInfo.InvariantCulture, $"Corrections: {report.Accepted:N0} added, {report.RejectedRows:N0} rows cannot be used."));
        foreach (RejectedCorrection row in report.Rejected)
        {
            screen.Warn(string.Create(CultureInfo.InvariantCulture, $"row {row.Row}: {row.Reason}"));
        }

        return report.RejectedRows;
    }

    private static void Show(Screen screen, TrainingReport report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, MaintenanceJson.Default.TrainingReport));
            return;
        }

        screen.Say(report.Outcome switch
        {
            "taken" => string.Create(CultureInfo.InvariantCulture, $"Learned {(report.Part == "words" ? "what words mean" : "how sure to be and how common praise and blame are")} from {report.Corrections:N0} corrections: {report.Version}."),
            "tooFew" => string.Create(CultureInfo.InvariantCulture, $"{report.Corrections:N0} corrections are too few to learn from; {ProgramTraining.FewestCorrections} are needed."),
            _ => string.Create(CultureInfo.InvariantCulture, $"Nothing learned from {report.Corrections:N0} corrections was better; {report.Version} stays."),
        });
        if (report is { Before: { } before, After: { } after })
        {
            screen.Say("On corrections that were held back:");
            Say(screen, "shipped", before);
            Say(screen, "learned", after);
        }
    }

    private static void Say(Screen screen, string name, AnswerQuality quality) => screen.Say(string.Create(
        CultureInfo.InvariantCulture, $"  {name,-8} right {quality.Accuracy * 100,5:F1} %   macro-F1 {quality.MacroF1 * 100,5:F1} %   log-loss {quality.LogLoss:F3}"));

    private static int Show(Screen screen, ModelOverview overview, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(overview, MaintenanceJson.Default.ModelOverview));
            return ExitCodes.Done;
        }

        foreach (ModelVersion version in overview.Versions)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{(version.Number == overview.Using ? "*" : " ")} {version.Number,3}  {version.TrainedAt:yyyy-MM-dd HH:mm}  {version.Corrections,6:N0} corrections  {version.Part,-11}  right {version.Before.Accuracy * 100:F1} -> {version.After.Accuracy * 100:F1} %"));
        }

        screen.Say($"{(overview.Using == 0 ? "*" : " ")} shipped");
        if (overview.IsPinned)
        {
            screen.Say("Chosen by a person: the nightly training leaves it so.");
        }

        return ExitCodes.Done;
    }
}
