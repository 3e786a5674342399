using System.Reflection;

namespace CxFunnel.Pipeline.Ingest.Locales;

/// <summary>Reads the tab-separated tables beside this file; they ship inside the assembly.</summary>
internal static class LocaleTable
{
    public static IEnumerable<string[]> Read(string file)
    {
        Assembly assembly = typeof(LocaleTable).Assembly;
        using Stream stream = assembly.GetManifestResourceStream($"Locales/{file}")
            ?? throw new InvalidOperationException($"The resource Locales/{file} is missing from the assembly.");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split('\t');
            }
        }
    }
}
