using System.CommandLine;
using Spectre.Console;

namespace CxFunnel.Cli.Commands;

/// <summary>Lists the commands, or explains one.</summary>
public static class HelpCommand
{
    private static readonly (string Line, string Meaning)[] Examples =
    [
        ("./cx demo", "set everything up, send sample feedback, show what it says, stay up"),
        ("./cx up --port 8080", "start without samples on another port"),
        ("./cx test --filter Nps", "the tests whose name contains Nps"),
        ("./cx import export.csv --program shop", "send a social-listening or review export"),
        ("./cx verify", "prove that every number is the sum of the ledger"),
        ("./cx analyze < texts.jsonl", "text analytics alone, one JSON line per text"),
    ];

    public static Command Create(CommandContext context, RootCommand root)
    {
        Argument<string?> name = new("command") { Description = "The command to explain", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("help", "List the commands, or explain one: ./cx help COMMAND");
        command.Arguments.Add(name);
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(name);
            if (wanted is null)
            {
                ShowOverview(context, root);
                return ExitCodes.Done;
            }

            if (root.Subcommands.FirstOrDefault(c => c.Name == wanted) is null)
            {
                return UsageErrors.ShowUnknownCommand(context.Screen, root, wanted);
            }

            ShowCommand(context, root.Parse([wanted, "--help"]));
            return ExitCodes.Done;
        });
        return command;
    }

    public static void ShowOverview(CommandContext context, RootCommand root)
    {
        IAnsiConsole console = context.Screen.Console;
        console.MarkupLine("[bold]CxFunnel[/]: customer feedback in, numbers to stand behind out.");
        console.WriteLine();
        console.MarkupLine("[bold]Commands[/]");
        console.Write(Rows(root.Subcommands.Where(c => !c.Hidden).Select(c => ($"./cx {c.Name}", c.Description ?? ""))));
        console.WriteLine();
        console.MarkupLine("[bold]Examples[/]");
        console.Write(Rows(Examples.Where(e => root.Subcommands.Any(c => e.Line.Split(' ')[1] == c.Name))));
        console.WriteLine();
        console.WriteLine("./cx help COMMAND explains the options of one. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.");
        console.WriteLine("CX_DEBUG=1 shows where an error comes from.");
    }

    /// <summary>The generated help of one command, with the name that people type.</summary>
    public static void ShowCommand(CommandContext context, ParseResult parsed)
    {
        using StringWriter text = new();
        parsed.Invoke(new InvocationConfiguration { Output = text });
        context.Screen.Say(text.ToString().Replace($"{RootCommand.ExecutableName} ", "./cx ", StringComparison.Ordinal).TrimEnd());
    }

    private static Grid Rows(IEnumerable<(string Left, string Right)> rows)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(3)).AddColumn(new GridColumn().PadRight(0));
        foreach ((string left, string right) in rows)
        {
            grid.AddRow(Markup.Escape(left), Markup.Escape(right));
        }

        return grid;
    }
}
