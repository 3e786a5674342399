using CxFunnel.Pipeline.Storage;

namespace CxFunnel.Testing.Simulation;

/// <summary>Blobs in memory.</summary>
public sealed class MemoryBlobs : IBlobStore
{
    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    /// <summary>Names of the blobs of a container, in order.</summary>
    public IEnumerable<string> Names(string container) =>
        _blobs.Keys.Where(k => k.StartsWith(container + "\n", StringComparison.Ordinal)).Select(k => k[(container.Length + 1)..]);

    public void Put(string container, string name, byte[] content) => _blobs[Key(container, name)] = content;

    public byte[]? Find(string container, string name) => _blobs.GetValueOrDefault(Key(container, name));

    public void Delete(string container, string name) => _blobs.Remove(Key(container, name));

    public async Task PutAsync(string container, string name, Stream content, CancellationToken cancellation)
    {
        using MemoryStream copy = new();
        await content.CopyToAsync(copy, cancellation);
        Put(container, name, copy.ToArray());
    }

    public Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(Find(container, name) is { } content ? new Download(content) : null);

    public Task DeleteAsync(string container, string name, CancellationToken cancellation)
    {
        Delete(container, name);
        return Task.CompletedTask;
    }

    private static string Key(string container, string name) => $"{container}\n{name}";

    /// <summary>A blob as the service gives it: forward and once.</summary>
    internal sealed class Download(byte[] content) : MemoryStream(content, writable: false)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
