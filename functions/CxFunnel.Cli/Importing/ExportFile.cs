namespace CxFunnel.Cli.Importing;

/// <summary>An export on disk, named for what its bytes are.</summary>
public sealed record ExportFile(string Path)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public long Bytes => new FileInfo(Path).Length;

    /// <summary>Whether it starts as gzip does, whatever its name says.</summary>
    public bool IsGzip { get; private init; }

    /// <summary>By the file's name; an unknown ending is sent as CSV, whose reader finds the delimiter itself.</summary>
    public string ContentType => ContentTypeOf(Name);

    /// <exception cref="CxException">It cannot be read.</exception>
    public static ExportFile Find(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return new ExportFile(path) { IsGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CxException($"'{path}' cannot be read: {e.Message}");
        }
    }

    public static string ContentTypeOf(string name)
    {
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return System.IO.Path.GetExtension(plain).ToLowerInvariant() switch
        {
            ".tsv" or ".tab" => "text/tab-separated-values",
            ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".jsonl" or ".ndjson" => "application/x-ndjson",
            ".json" => "application/json",
            _ => "text/csv",
        };
    }

    /// <summary>The bytes as they are on disk.</summary>
    public Stream OpenRaw() =>
        new FileStream(Path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
}
