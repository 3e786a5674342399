using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CxFunnel.Cli.Running;

/// <summary>A folder of data that one run owns for as long as it runs. The lock goes with the process, however it ends.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "in-use.lock";
    private const string RunningName = "running.json";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Where the storage emulator keeps its files.</summary>
    public string Storage => System.IO.Path.Combine(Path, "storage");

    /// <summary>What the function app printed in its latest run.</summary>
    public string Log => System.IO.Path.Combine(Path, "app.log");

    /// <exception cref="CxException">Another run owns it, or it cannot be written.</exception>
    public static DataFolder Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        FileStream held;
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CxException($"The data folder '{full}' cannot be made ({e.Message}). Choose another with --data DIR.");
        }

        try
        {
            held = new FileStream(System.IO.Path.Combine(full, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CxException($"The data folder '{full}' cannot be written ({e.Message}). Choose another with --data DIR.");
        }
        catch (IOException)
        {
            throw new CxException($"{WhoRuns(full)} Stop it first (Ctrl-C there), or choose another folder with --data DIR.");
        }

        return new DataFolder(full, held);
    }

    /// <summary>The address of the run that owns a folder at this moment; null when nobody does.</summary>
    public static Uri? AddressOfRun(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            // A note may outlive the run that left it; the lock does not.
            using FileStream free = new(System.IO.Path.Combine(full, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return Note(full) is { } note ? new Uri(note.Address) : null;
        }
    }

    /// <summary>Leaves a note for a second run that finds the folder taken.</summary>
    public void Announce(Uri address)
    {
        using Process self = Process.GetCurrentProcess();
        File.WriteAllText(
            System.IO.Path.Combine(Path, RunningName),
            JsonSerializer.Serialize(new RunningNote(address.ToString(), self.Id), RunningJson.Default.RunningNote));
    }

    public void Dispose()
    {
        File.Delete(System.IO.Path.Combine(Path, RunningName));
        _lock.Dispose();
    }

    private static string WhoRuns(string folder)
    {
        return Note(folder) is { } note
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"CxFunnel already runs on the data folder '{folder}': {note.Address} (process {note.ProcessId}).")
            : $"CxFunnel already runs on the data folder '{folder}'.";
    }

    private static RunningNote? Note(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(System.IO.Path.Combine(folder, RunningName)), RunningJson.Default.RunningNote);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            // It is only now starting or ending; the folder is taken all the same.
            return null;
        }
    }
}

internal sealed record RunningNote(string Address, int ProcessId);

[System.Text.Json.Serialization.JsonSerializable(typeof(RunningNote))]
internal sealed partial class RunningJson : System.Text.Json.Serialization.JsonSerializerContext;
