using System.Runtime.CompilerServices;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>
/// One of the readable files under <c>Data/</c>: <c>[section]</c> lines, <c>#</c> comments, terms parted by blanks, an underscore
/// inside a term standing for a blank ("un_peu").
/// </summary>
internal sealed class RuleFile
{
    private readonly Dictionary<string, List<int>> _sections = [];
    private readonly string _content;

    public RuleFile(string name, string content)
    {
        Name = name;
        _content = content;
        Read(content);
    }

    public string Name { get; }

    /// <summary>In the order of the file; empty for a section that the file does not have.</summary>
    public string[] Terms(string section)
    {
        List<int> places = Places(section);
        string[] terms = new string[places.Count / 2];
        for (int i = 0; i < terms.Length; i++)
        {
            ReadOnlySpan<char> term = Term(places, i);
            terms[i] = term.Contains('_') ? term.ToString().Replace('_', ' ') : term.ToString();
        }

        return terms;
    }

    /// <summary>Where the terms of a section stand, for <see cref="Term"/>: two numbers each. Thousands of words are read so without a string for each.</summary>
    public List<int> Places(string section) => _sections.TryGetValue(section, out List<int>? places) ? places : [];

    /// <summary>A term as it is written, with its underscores.</summary>
    public ReadOnlySpan<char> Term(List<int> places, int index) => _content.AsSpan(places[index * 2], places[(index * 2) + 1]);

    public IEnumerable<string> Sections => _sections.Keys;

    // Optimised at once: it walks over a hundred thousand characters before the first answer, and never again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(string content)
    {
        List<int>? section = null;
        int number = 0;
        int next = 0;
        for (int start = 0; start < content.Length; start = next)
        {
            number++;
            int end = content.IndexOf('\n', start);
            end = end < 0 ? content.Length : end;
            next = end + 1;
            while (end > start && content[end - 1] <= ' ')
            {
                end--;
            }

            while (start < end && content[start] <= ' ')
            {
                start++;
            }

            if (start == end || (content[start] == '#' && (end - start == 1 || content[start + 1] == ' ')))
            {
                continue;
            }

            if (content[start] == '[' && content[end - 1] == ']')
            {
                string title = content[(start + 1)..(end - 1)];
                if (!_sections.TryGetValue(title, out section))
                {
                    _sections.Add(title, section = []);
                }

                continue;
            }

            if (section is null)
            {
                throw new FormatException($"Rule file '{Name}' line {number}: expected a [section] first.");
            }

            int term = start;
            for (int at = start; at <= end; at++)
            {
                if (at < end && content[at] != ' ')
                {
                    continue;
                }

                if (at > term)
                {
                    section.Add(term);
                    section.Add(at - term);
                }

                term = at + 1;
            }
        }
    }
}
