namespace CxFunnel.Cli;

/// <summary>
/// Ends the command with exit code 1. The message is one line for a person: what was found and what to do about it.
/// Whatever detail follows it (a tool's output) stands below that line.
/// </summary>
public sealed class CxException(string message) : Exception(message);
