using System.Reflection;

namespace Azure.Data.Tables.Tests;

/// <summary>A stand-in against the official listing, both ways: nothing more, and nothing else than what is listed.</summary>
/// <param name="standIn">The assembly that stands in.</param>
/// <param name="version">Of the package that the listing was taken from.</param>
/// <param name="fewestLines">Fewer lines of the listing than this, and it was not read.</param>
public abstract class OfficialListing(Assembly standIn, Version version, int fewestLines)
{
    [Fact]
    public void Assembly_PublicMembers_AreThoseOfTheOfficialListing()
    {
        string[] listed = [.. ReadListing()];
        string[] exposed = [.. Signatures.Of(standIn)];

        Assert.True(listed.Length >= fewestLines, $"Only {listed.Length} lines were read.");
#if !OFFICIAL_PACKAGES // The original has more; what is listed must be in it all the same.
        Assert.Equal([], exposed.Except(listed));
#endif
        Assert.Equal([], listed.Except(exposed));
    }

    [Fact]
    public void Assembly_Nullability_IsLeftOpenAsInTheOriginal()
    {
        NullabilityInfoContext nullability = new();
        IEnumerable<string> annotated = standIn.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetParameters().Append(method.ReturnParameter))
            .Where(parameter => !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef && parameter.ParameterType != typeof(void))
            .Where(parameter => nullability.Create(parameter) is { ReadState: not NullabilityState.Unknown })
            .Select(parameter => $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: {parameter.Name ?? "returns"}");

        Assert.Equal([], annotated);
    }

    [Fact]
    public void Assembly_Version_IsThatOfTheListing() => Assert.Equal(version, standIn.GetName().Version);

    private IEnumerable<string> ReadListing()
    {
        using Stream stream = GetType().Assembly.GetManifestResourceStream("OfficialListing.txt")!;
        using StreamReader reader = new(stream);
        string type = string.Empty;
        while (reader.ReadLine() is string line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] != ' ')
            {
                // The name is the word before the colon of what it inherits, or the last one.
                type = line.Split(" : ")[0].Split(' ')[^1];
                yield return line;
                continue;
            }

            yield return $"{type}: {line.Trim()}";
        }
    }
}
