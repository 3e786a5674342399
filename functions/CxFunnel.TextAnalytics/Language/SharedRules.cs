using System.Globalization;
using System.Runtime.CompilerServices;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Language;

/// <summary>What <c>Data/Rules/shared.txt</c> says for every language.</summary>
internal sealed class SharedRules
{
    private const string EmojiSection = "emoji ";
    private const float Mild = 2;
    private const float Mark = 3;

    private readonly WordTable<ulong> _valences = new(512);

    public SharedRules(RuleFile file)
    {
        File = file;
        Tokenizer = new Tokenizer(file);
        Segmenter = new Segmenter(file);
        Add("emoticons-positive", Mild, isEmoji: false);
        Add("emoticons-negative", -Mild, isEmoji: false);
        Add("marks-positive", Mark, isEmoji: false);
        Add("marks-negative", -Mark, isEmoji: false);
        foreach (string section in file.Sections)
        {
            if (section.StartsWith(EmojiSection, StringComparison.Ordinal))
            {
                Add(section, float.Parse(section.AsSpan(EmojiSection.Length), NumberStyles.Float, CultureInfo.InvariantCulture), isEmoji: true);
            }
        }
    }

    public RuleFile File { get; }

    public Tokenizer Tokenizer { get; }

    public Segmenter Segmenter { get; }

    public static SharedRules Load() => new(new RuleFile("shared", EmbeddedData.ReadText("Rules/shared.txt")));

    /// <summary>Of an emoji, an emoticon or a mark; 0 for those without a clear tone.</summary>
    public float ValenceOf(ulong hash)
    {
        ref ulong found = ref _valences.Find(hash);
        return Unsafe.IsNullRef(ref found) ? 0 : BitConverter.UInt32BitsToSingle((uint)found);
    }

    private void Add(string section, float valence, bool isEmoji)
    {
        foreach (string term in File.Terms(section))
        {
            _valences.GetOrAdd(isEmoji ? Tokenizer.EmojiHash(term) : WordHash.Of(term)) = BitConverter.SingleToUInt32Bits(valence);
        }
    }
}
