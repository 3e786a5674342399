namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What came in does not fit a parameter. The message names the parameter, never the content.</summary>
internal sealed class InputBindingException(string message, Exception? inner = null) : Exception(message, inner);
