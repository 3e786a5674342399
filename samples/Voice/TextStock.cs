using System.Collections.Frozen;

namespace CxFunnel.Samples.Voice;

/// <summary>The hand-written texts, slot values and survey questions of one language, as they stand in <c>texts/</c>.</summary>
internal sealed class TextStock
{
    public static readonly IReadOnlyList<string> Languages = ["en", "fr", "it", "es", "de", "pt", "nl"];

    private readonly FrozenDictionary<(string Theme, Tone Tone, Register Register), string[]> _texts;
    private readonly FrozenDictionary<string, string[]> _slots;
    private readonly FrozenDictionary<string, string> _questions;

    private TextStock(string language)
    {
        _texts = Rows($"{language}.tsv", 4)
            .GroupBy(row => (row[0], Enum.Parse<Tone>(row[1], ignoreCase: true), Enum.Parse<Register>(row[2], ignoreCase: true)), row => row[3])
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _slots = Rows($"{language}.slots.tsv", 2)
            .GroupBy(row => row[0], row => row[1], StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _questions = Rows($"{language}.questions.tsv", 2).ToFrozenDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
    }

    public static IReadOnlyDictionary<string, TextStock> ReadAll() =>
        Languages.ToFrozenDictionary(language => language, language => new TextStock(language), StringComparer.Ordinal);

    /// <summary>Empty if nobody wrote such a text.</summary>
    public IReadOnlyList<string> Texts(string theme, Tone tone, Register register) => _texts.GetValueOrDefault((theme, tone, register), []);

    public IReadOnlyList<string> Slot(string name) => _slots[name];

    /// <summary>A country's own values where a language has several countries: <c>city:AT</c> before <c>city</c>.</summary>
    public IReadOnlyList<string> Slot(string name, string country) => _slots.GetValueOrDefault($"{name}:{country}") ?? _slots[name];

    public string Question(string reference) => _questions[reference];

    private static IEnumerable<string[]> Rows(string resource, int columns)
    {
        using Stream stream = typeof(TextStock).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly carries no {resource}.");
        using var reader = new StreamReader(stream);
        reader.ReadLine(); // the names of the columns
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split('\t');
            yield return cells.Length == columns
                ? cells
                : throw new InvalidDataException($"{resource}: {cells.Length} cells instead of {columns} in a row.");
        }
    }
}
