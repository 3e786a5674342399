using System.Globalization;
using Spectre.Console;

namespace CxFunnel.Cli.Showing;

/// <summary>What people see of a command: colours and moving parts on a terminal, plain lines in a file or a CI log.</summary>
public sealed class Screen
{
    private readonly TimeProvider _clock;

    public Screen(IAnsiConsole console, TextWriter errors, TimeProvider clock)
    {
        Console = console;
        Errors = errors;
        _clock = clock;
    }

    public IAnsiConsole Console { get; }

    public TextWriter Errors { get; }

    /// <summary>Whether someone watches, so that progress may move.</summary>
    public bool IsWatched => Console.Profile.Out.IsTerminal && Console.Profile.Capabilities.Ansi;

    public static Screen OfThisProcess(TimeProvider clock)
    {
        AnsiConsoleSettings settings = new();
        if (System.Console.IsOutputRedirected)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
        }

        IAnsiConsole console = AnsiConsole.Create(settings);
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = 10_000; // a log has no width, and a line in it must stay one line
        }

        return new Screen(console, System.Console.Error, clock);
    }

    /// <summary>One line; text is shown as it is, without markup.</summary>
    public void Say(string line = "") => Console.WriteLine(line);

    /// <summary>One line with Spectre's markup; escape what comes from outside.</summary>
    public void SayMarked(string markup) => Console.MarkupLine(markup);

    /// <summary>Does one thing that takes a while, and says that and how long it took.</summary>
    public async Task StepAsync(string what, Func<Task> work)
    {
        long start = _clock.GetTimestamp();
        if (IsWatched)
        {
            await Console.Status().Spinner(Spinner.Known.Dots).StartAsync($"{Markup.Escape(what)} ...", _ => work());
        }
        else
        {
            Say($"{what} ...");
            await work();
        }

        Done(what, _clock.GetElapsedTime(start));
    }

    public void Done(string what, TimeSpan took) =>
        SayMarked($"[green]✓[/] {Markup.Escape(what)} [grey]({took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)[/]");

    public void Warn(string line) => Errors.WriteLine($"cx: {line}");
}
