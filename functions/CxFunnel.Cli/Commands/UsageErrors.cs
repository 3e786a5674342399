using System.CommandLine;
using CxFunnel.Cli.Showing;

namespace CxFunnel.Cli.Commands;

/// <summary>One clear line for a command line that cannot be run.</summary>
public static class UsageErrors
{
    public static int Show(Screen screen, RootCommand root, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens is [{ } first, ..] && !first.StartsWith('-'))
        {
            return ShowUnknownCommand(screen, root, first);
        }

        string about = command is RootCommand ? "./cx help" : $"./cx help {command.Name}";
        string wrong = parsed.UnmatchedTokens is [{ } token, ..] && token.StartsWith('-')
            ? UnknownOption(command, token)
            : string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        screen.Warn($"{wrong} See {about}.");
        return ExitCodes.WrongUsage;
    }

    public static int ShowUnknownCommand(Screen screen, RootCommand root, string wanted)
    {
        string? near = Nearest(wanted, root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
        string advice = near is null ? "" : $" Did you mean ./cx {near}?";
        screen.Warn($"There is no command '{wanted}'.{advice} ./cx help lists them.");
        return ExitCodes.WrongUsage;
    }

    /// <summary>The name that takes the fewest edits to reach; null when none is at most a third of the letters (at least 2) away.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> names)
    {
        (string Name, int Edits) best = names
            .Select(name => (Name: name, Edits: name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? 0 : Edits(wanted.ToLowerInvariant(), name)))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(2, wanted.Length / 3) ? best.Name : null;
    }

    private static string UnknownOption(Command command, string token)
    {
        string? near = Nearest(token, command.Options.Select(o => o.Name));
        return $"There is no option '{token}'{(near is null ? "." : $"; did you mean {near}?")}";
    }

    // Levenshtein's distance, one row at a time.
    private static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
