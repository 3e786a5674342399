namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// One of the readable files under <c>Data/</c>: <c>[section]</c> lines, <c>#</c> comments, terms parted by blanks, an underscore
/// inside a term standing for a blank ("un_peu").
/// </summary>
internal sealed class RuleFile
{
    private readonly Dictionary<string, List<string>> _sections = [];

    public RuleFile(string name, string content)
    {
        Name = name;
        List<string>? section = null;
        int number = 0;
        foreach (ReadOnlySpan<char> raw in content.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#' && (line.Length == 1 || line[1] == ' '))
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                string title = line[1..^1].ToString();
                if (!_sections.TryGetValue(title, out section))
                {
                    _sections.Add(title, section = []);
                }

                continue;
            }

            if (section is null)
            {
                throw new FormatException($"Rule file '{name}' line {number}: expected a [section] first.");
            }

            foreach (Range range in line.Split(' '))
            {
                if (line[range] is { IsEmpty: false } term)
                {
                    section.Add(term.Contains('_') ? term.ToString().Replace('_', ' ') : term.ToString());
                }
            }
        }
    }

    public string Name { get; }

    /// <summary>In the order of the file; empty for a section that the file does not have.</summary>
    public IReadOnlyList<string> Terms(string section) => _sections.TryGetValue(section, out List<string>? terms) ? terms : [];

    public IEnumerable<string> Sections => _sections.Keys;
}
