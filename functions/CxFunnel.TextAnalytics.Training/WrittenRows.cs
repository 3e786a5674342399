using System.Globalization;
using System.Reflection;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>
/// The labelled texts that were written for this project, <c>Rows/{language}.tsv</c>: what no free corpus holds. Reviews, survey answers and
/// tickets are trained on; posts (social) are only asked about, see <see cref="DataFolder.DevelopmentTexts"/>. A line is
/// <c>kind TAB label TAB text</c>; kind is social, review, survey or ticket; a line that starts with <c>#</c> says something about the file.
/// </summary>
internal static class WrittenRows
{
    /// <summary>The source's name beside those of the data folder.</summary>
    public const string Source = "written";

    public const string Social = "social";
    public const string Review = "review";
    public const string Survey = "survey";
    public const string Ticket = "ticket";

    private const string Folder = "Rows/";

    private static readonly string[] Kinds = [Social, Review, Survey, Ticket];

    /// <summary>Every row, language after language; the kind is the text's origin.</summary>
    /// <exception cref="FormatException">Some lines are no rows; all are named by file and number, without their text.</exception>
    public static List<LabelledText> All()
    {
        Assembly home = typeof(WrittenRows).Assembly;
        List<LabelledText> rows = [];
        List<string> faults = [];
        foreach (string name in home.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(home.GetManifestResourceStream(name)!);
            rows.AddRange(Read(name, reader, faults));
        }

        return faults.Count == 0 ? rows : throw new FormatException(string.Join(Environment.NewLine, faults));
    }

    /// <param name="name">Such as <c>Rows/de.tsv</c>: its last part is the language.</param>
    /// <param name="faults">Takes one line for each line of the file that is no row.</param>
    public static List<LabelledText> Read(string name, TextReader reader, List<string> faults)
    {
        string language = Path.GetFileNameWithoutExtension(name);
        if (Knowledge.Shared.Pack(language) is null)
        {
            faults.Add($"{name}: '{language}' is not a language with sentiment.");
            return [];
        }

        List<LabelledText> rows = [];
        Dictionary<string, int> seen = new(StringComparer.OrdinalIgnoreCase);
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.StartsWith('#'))
            {
                continue;
            }

            string[] cells = line.Split('\t');
            if (FaultOf(cells) is { } fault)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} line {number}: {fault}"));
            }
            else if (!seen.TryAdd(cells[2], number))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} line {number}: the text of line {seen[cells[2]]} again."));
            }
            else
            {
                rows.Add(new LabelledText(Source, language, DataFolder.LabelOf(cells[1]), cells[2], cells[0]));
            }
        }

        return rows;
    }

    private static string? FaultOf(string[] cells) =>
        cells.Length != 3 ? string.Create(CultureInfo.InvariantCulture, $"{cells.Length} columns, expected kind, label and text.")
        : !Kinds.Contains(cells[0], StringComparer.Ordinal) ? $"unknown kind, expected {string.Join(", ", Kinds)}."
        : DataFolder.LabelOf(cells[1]) < 0 ? "unknown label, expected negative, neutral or positive."
        : string.IsNullOrWhiteSpace(cells[2]) || cells[2].AsSpan().Trim().Length != cells[2].Length ? "the text is empty or has blanks around it."
        : null;
}
