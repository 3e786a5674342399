using System.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>The bytes of a <see cref="CauseModel"/>: versioned, then each language, then what is joined across languages.</summary>
internal static class CauseModelFile
{
    private const uint Magic = 0x344D5843; // "CXM4"; a new layout is a new number, and so is another way to place clauses.
    private const uint Weighed = 0x334D5843; // "CXM3", as published while the lexicon weighed words in the latent part.
    private const uint WithoutJoins = 0x324D5843; // "CXM2", as published before languages were joined.
    private const int MostLanguages = 200;

    public static byte[] Write(CauseModel model)
    {
        using MemoryStream output = new();
        using BinaryWriter writer = new(output, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(model.Number);
        writer.Write(model.ByLanguage.Count);
        foreach ((string language, LanguageCauses causes) in model.ByLanguage)
        {
            writer.Write(language);
            LanguageCausesFile.Write(writer, causes);
        }

        writer.Write(model.Joined.Count);
        foreach ((string id, string into) in model.Joined.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            writer.Write(id);
            writer.Write(into);
        }

        writer.Flush();
        return output.ToArray();
    }

    /// <exception cref="FormatException">Not such bytes, or not all of them.</exception>
    public static CauseModel Read(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream input = new(bytes.ToArray(), writable: false);
        using BinaryReader reader = new(input, Encoding.UTF8);
        try
        {
            uint magic = reader.ReadUInt32();
            if (magic is not (Magic or Weighed or WithoutJoins))
            {
                throw new FormatException("Not a model of root causes, or one of another version.");
            }

            int number = reader.ReadInt32();
            (string, LanguageCauses)[] languages = new (string, LanguageCauses)[LanguageCausesFile.Count(reader, MostLanguages, 1)];
            for (int i = 0; i < languages.Length; i++)
            {
                (string language, LanguageCauses causes) = (reader.ReadString(), LanguageCausesFile.Read(reader));

                // Its clauses were placed a little otherwise: it assigns until the next run, which begins a space and a cut of its own.
                languages[i] = (language, magic == Magic ? causes : causes.WithoutCut());
            }

            Dictionary<string, string> joined = new(StringComparer.Ordinal);
            HashSet<string> known = [.. languages.SelectMany(l => l.Item2.Causes).Select(cause => cause.Id)];
            for (int left = magic != WithoutJoins ? LanguageCausesFile.Count(reader, known.Count, 2) : 0; left > 0; left--)
            {
                string id = reader.ReadString();
                if (!known.Contains(id) || !joined.TryAdd(id, reader.ReadString()))
                {
                    throw new FormatException("The model of root causes is damaged: what is joined is not in it, or twice.");
                }
            }

            return new CauseModel(number, languages, joined);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or DecoderFallbackException or IOException)
        {
            throw new FormatException("The model of root causes is damaged.", e);
        }
    }
}
