using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CxFunnel.TextAnalytics.RootCauses.Clusters;

/// <summary>The bytes of <see cref="LanguageCauses"/>: little-endian, checked on the way in.</summary>
internal static class LanguageCausesFile
{
    private const int MostCauses = 1 << 20;

    public static byte[] ToBytes(LanguageCauses model)
    {
        using MemoryStream output = new();
        using BinaryWriter writer = new(output, Encoding.UTF8);
        Write(writer, model);
        writer.Flush();
        return output.ToArray();
    }

    public static void Write(BinaryWriter writer, LanguageCauses model)
    {
        writer.Write(model.Number);
        writer.Write(model.Cut.Resolution);
        writer.Write(model.Cut.Stability);
        writer.Write(model.Cut.Texts);
        writer.Write(model.Causes.Count);
        foreach (DiscoveredCause cause in model.Causes)
        {
            writer.Write(cause.Id);
            writer.Write(cause.Label);
            Write(writer, cause.Terms);
            Write(writer, cause.Languages);
            writer.Write((byte)cause.State);
            writer.Write(cause.MergedInto ?? "");
            writer.Write(cause.Size);
            writer.Write(cause.Voices);
            writer.Write(cause.Reach);
            writer.Write(cause.Born.DayNumber);
            Write(writer, cause.Examples);
        }

        writer.Write(model.Space.Names.Length);
        Write(writer, model.Space.Names);
        Write(writer, model.Space.Steps);
        Write(writer, model.Space.Cells);
        writer.Write(model.Prototypes.Owners.Length);
        Write(writer, model.Prototypes.Owners);
        Write(writer, model.Prototypes.Thresholds);
        Write(writer, model.Prototypes.Steps);
        Write(writer, model.Prototypes.Cells);
    }

    /// <exception cref="FormatException">Not such bytes.</exception>
    /// <exception cref="EndOfStreamException">Not all of them.</exception>
    public static LanguageCauses Read(BinaryReader reader)
    {
        int number = reader.ReadInt32();
        CutDecision cut = new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32());
        DiscoveredCause[] causes = new DiscoveredCause[Count(reader, MostCauses, 16)];
        for (int i = 0; i < causes.Length; i++)
        {
            causes[i] = ReadCause(reader);
        }

        int features = Count(reader, int.MaxValue, 8 + ReasonSpace.LatentDimensions);
        ReasonSpace space = new(Numbers<uint>(reader, features), Numbers<float>(reader, features), Numbers<sbyte>(reader, features * ReasonSpace.LatentDimensions));
        int prototypes = Count(reader, int.MaxValue, 12 + ReasonSpace.Dimensions);
        int[] owners = Numbers<int>(reader, prototypes);
        if (owners.Any(owner => owner < 0 || owner >= causes.Length))
        {
            throw new FormatException("The model of root causes has a prototype of no root cause.");
        }

        return new LanguageCauses(number, causes, space, new PrototypeSet(owners, Numbers<float>(reader, prototypes), Numbers<float>(reader, prototypes), Numbers<sbyte>(reader, prototypes * ReasonSpace.Dimensions)), cut);
    }

    private static DiscoveredCause ReadCause(BinaryReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        ReadStrings(reader),
        ReadStrings(reader),
        (DiscoveredState)reader.ReadByte(),
        reader.ReadString() is { Length: > 0 } into ? into : null,
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt64(),
        DateOnly.FromDayNumber(reader.ReadInt32()),
        ReadStrings(reader));

    private static void Write(BinaryWriter writer, IReadOnlyList<string> strings)
    {
        writer.Write((byte)strings.Count);
        foreach (string text in strings)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        string[] strings = new string[reader.ReadByte()];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        return strings;
    }

    private static void Write<T>(BinaryWriter writer, T[] numbers)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes<T>(numbers));

    private static T[] Numbers<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        T[] numbers = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>No count is believed that the bytes cannot hold.</summary>
    public static int Count(BinaryReader reader, int most, int bytesEach)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= most && (long)count * bytesEach <= reader.BaseStream.Length
            ? count
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The model of root causes says {count} where that cannot be."));
    }
}
