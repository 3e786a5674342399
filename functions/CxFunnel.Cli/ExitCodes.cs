namespace CxFunnel.Cli;

/// <summary>What every command answers to the shell.</summary>
public static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>It was tried and did not succeed; a line on stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong: unknown command, option or value.</summary>
    public const int WrongUsage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM before it was done (128 + SIGINT, as shells do).</summary>
    public const int Interrupted = 130;
}
