using System.Reflection;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>The files of <c>Data/</c>, carried inside the assembly under their relative path.</summary>
internal static class EmbeddedData
{
    private static readonly Assembly Home = typeof(EmbeddedData).Assembly;

    public static long TotalBytes => Home.GetManifestResourceNames().Sum(static name => Open(name).Length);

    public static string ReadText(string path)
    {
        using StreamReader reader = new(Open(path));
        return reader.ReadToEnd();
    }

    public static byte[] ReadBytes(string path)
    {
        using Stream stream = Open(path);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static Stream Open(string path) =>
        Home.GetManifestResourceStream(path) ?? throw new InvalidOperationException($"The assembly does not carry '{path}'.");

    public static bool Has(string path) => Home.GetManifestResourceInfo(path) is not null;
}
