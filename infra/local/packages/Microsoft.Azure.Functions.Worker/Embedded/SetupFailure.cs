using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>A start that cannot succeed ends the process with one clear line and exit code 1 instead of a stack trace.</summary>
internal static class SetupFailure
{
    /// <returns>Null for what is a defect and not a matter of settings: that keeps its stack trace.</returns>
    public static string? Explain(Exception e) => e switch
    {
        FunctionSetupException => e.Message,
        IOException { InnerException: AddressInUseException } => $"{e.Message} Stop what uses the port, or choose another one with --port N (0 takes any free one).",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } => $"The address cannot be used: {e.Message}. Choose another one with --host and --port.",
        _ => null,
    };

    /// <summary>Runs a step of the start. In a process that is not the app's own, such as a test's, exceptions go to the caller.</summary>
    public static T Run<T>(bool ownsProcess, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (ownsProcess && Explain(e) is { } reason)
        {
            Console.Error.WriteLine(reason);
            Environment.Exit(1);
            throw;
        }
    }
}
