namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The app cannot start as it is declared or configured; the message says what to change.</summary>
internal sealed class FunctionSetupException(string message, Exception? inner = null) : Exception(message, inner);
