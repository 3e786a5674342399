using System.Net.Sockets;
using Azure;
using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Azure;

/// <summary>Turns what the clients throw into what the pipeline decides upon.</summary>
internal static class StorageFailures
{
    /// <summary>Runs a call; no answer, throttling and refusals alike become <see cref="StorageUnavailableException"/>.</summary>
    /// <remarks>A refusal (a wrong key, a missing right) is not the client's fault either: it comes back when the account is repaired.</remarks>
    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException e)
        {
            throw Unavailable(what, e);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is RequestFailedException or OperationCanceledException || IsCut(i)) && !cancellation.IsCancellationRequested)
        {
            // The retry policy gathers the failures of all its attempts.
            throw new StorageUnavailableException($"{what}: no answer after several attempts.", e);
        }
        catch (Exception e) when (e is InvalidDataException || IsCut(e))
        {
            throw new StorageUnavailableException($"{what}: the answer was cut short.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"{what}: no answer in time.", e);
        }
    }

    /// <summary>
    /// Whether the connection ended in the middle of the answer's body: the clients hand that on as it is. What goes wrong while a
    /// client's own upload is read looks alike and is not storage's fault, so that a plain <see cref="IOException"/> is none of these.
    /// </summary>
    private static bool IsCut(Exception e) => e is HttpIOException or IOException { InnerException: SocketException };

    /// <summary>The message names status and code; the client's own message can quote keys.</summary>
    public static StorageUnavailableException Unavailable(string what, RequestFailedException e) =>
        new($"{what}: storage answered {e.Status} {e.ErrorCode}.", e);
}
