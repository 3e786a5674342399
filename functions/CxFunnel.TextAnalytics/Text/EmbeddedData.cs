using System.IO.Compression;
using System.Reflection;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>The files of <c>Data/</c>, carried inside the assembly under their relative path; those that people read are packed there.</summary>
internal static class EmbeddedData
{
    private const string Packed = ".gz";

    private static readonly Assembly Home = typeof(EmbeddedData).Assembly;

    /// <summary>What the files take in the assembly, in bytes.</summary>
    public static long TotalBytes => Home.GetManifestResourceNames().Sum(static name => Home.GetManifestResourceStream(name)!.Length);

    public static string ReadText(string path)
    {
        using StreamReader reader = new(Open(path));
        return reader.ReadToEnd();
    }

    public static byte[] ReadBytes(string path)
    {
        using Stream stream = Open(path);
        if (stream is GZipStream)
        {
            using MemoryStream unpacked = new();
            stream.CopyTo(unpacked);
            return unpacked.ToArray();
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static bool Has(string path) => Home.GetManifestResourceInfo(path) is not null || Home.GetManifestResourceInfo(path + Packed) is not null;

    /// <summary>The bytes of a file, unpacked; the caller closes it.</summary>
    public static Stream Open(string path) =>
        Home.GetManifestResourceStream(path)
        ?? (Home.GetManifestResourceStream(path + Packed) is { } packed ? new GZipStream(packed, CompressionMode.Decompress) : null)
        ?? throw new InvalidOperationException($"The assembly does not carry '{path}'.");
}
