using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>
/// Names of people: the words behind a title or behind words such as "my name is"; a full name behind "this is" at the start of a
/// sentence, and one that stands alone at the end of a text.
/// </summary>
internal static class PersonNames
{
    /// <summary>First name, name and one more.</summary>
    private const int MaxNameWords = 3;

    public static void Find(in PersonalDataScan scan, LanguagePack pack)
    {
        FindTold(scan, pack);
        for (int i = 0; i < scan.Tokens.Length; i++)
        {
            if (!StartsSentence(scan, i))
            {
                continue;
            }

            int person = Behind(scan, pack.NameIntroducers, i);
            int first = person >= 0 ? person : Behind(scan, pack.NamePointers, i);
            if (first >= 0 && (person >= 0 || LanguagePack.IsGivenName(scan.Tokens[first].Hash)) && FullNameEnd(scan, pack, first) is var end and >= 0 && EndsThere(scan, end)
                && (person >= 0 || !IsExplained(scan, pack, end)))
            {
                scan.Add("name", scan.Tokens[first].Offset, scan.Tokens[end - 1].End - scan.Tokens[first].Offset);
            }
        }

        FindSignature(scan, pack);
    }

    private static void FindTold(in PersonalDataScan scan, LanguagePack pack)
    {
        for (int i = 0; i < scan.Tokens.Length; i++)
        {
            // "Miss", but not "to miss": a title that is no phrase has a capital or a point.
            bool strong = scan.Senses[i].Roles.Any(WordRole.NameTeller);
            bool pointed = i + 1 < scan.Tokens.Length && scan.Tokens[i + 1].Sign == '.' && scan.Tokens[i].Length <= 4;
            bool isTitle = scan.Senses[i].Roles.Any(WordRole.Title)
                && (scan.Senses[i].Span > 1 || pointed || (scan.Tokens[i].Shape & TokenShape.Capitalized) != 0 || scan.Language != "en");
            if (!strong && !isTitle)
            {
                continue;
            }

            int first = i + scan.Senses[i].Span;
            if (!pointed && first < scan.Tokens.Length && scan.Tokens[first].Sign == '.')
            {
                continue; // The sentence is over.
            }

            while (first < scan.Tokens.Length && (scan.Senses[first].Roles.Any(WordRole.Title) || (scan.Tokens[first].Kind == TokenKind.Punctuation && scan.Tokens[first].Sign is ':' or ',' or '.')))
            {
                first += scan.Senses[first].Roles.Any(WordRole.Title) ? scan.Senses[first].Span : 1;
            }

            int end = first;
            for (int names = 0; end < scan.Tokens.Length && names < MaxNameWords && IsNamePart(scan, pack, end, first, strong); end++)
            {
                names += IsParticle(scan, end) ? 0 : 1;
            }

            if (end > first && !LanguagePack.IsTitledThing(scan.Tokens[first].Hash))
            {
                scan.Add("name", scan.Tokens[first].Offset, scan.Tokens[end - 1].End - scan.Tokens[first].Offset);
                i = end - 1;
            }
        }
    }

    private static bool StartsSentence(in PersonalDataScan scan, int i) =>
        i == 0 || (scan.Tokens[i].Shape & TokenShape.LineBefore) != 0 || (scan.Tokens[i - 1].Kind == TokenKind.Punctuation && scan.Tokens[i - 1].Sign is '.' or '!' or '?' or ',' or ':');

    /// <returns>The token behind one of the phrases; -1 when the sentence starts otherwise.</returns>
    private static int Behind(in PersonalDataScan scan, IReadOnlyList<string> phrases, int i)
    {
        ReadOnlySpan<char> rest = scan.Text.AsSpan(scan.Tokens[i].Offset);
        foreach (string phrase in phrases)
        {
            if (rest.Length > phrase.Length && rest[phrase.Length] == ' ' && rest.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
            {
                int end = scan.Tokens[i].Offset + phrase.Length;
                while (i < scan.Tokens.Length && scan.Tokens[i].Offset < end)
                {
                    i++;
                }

                return i < scan.Tokens.Length ? i : -1;
            }
        }

        return -1;
    }

    /// <summary>Two words or more that can be nothing but names; -1 for fewer.</summary>
    private static int FullNameEnd(in PersonalDataScan scan, LanguagePack pack, int first)
    {
        int end = first;
        int names = 0;
        while (end < scan.Tokens.Length && names < MaxNameWords)
        {
            bool isParticle = names > 0 && IsParticle(scan, end);
            if (!isParticle && !IsNothingButAName(scan, pack, end, first))
            {
                break;
            }

            names += isParticle ? 0 : 1;
            end++;
        }

        return names >= 2 && !IsParticle(scan, end - 1) ? end : -1;
    }

    private static bool IsNothingButAName(in PersonalDataScan scan, LanguagePack pack, int i, int first)
    {
        ref Token token = ref scan.Tokens[i];
        const WordRole others = WordRole.Function | WordRole.Verb | WordRole.Adverb | WordRole.StopNoun | WordRole.Adjective | WordRole.Negator | WordRole.Booster | WordRole.Title
            | WordRole.OrderWord | WordRole.CustomerWord | WordRole.StreetWord | WordRole.PhoneWord;
        return token.Kind == TokenKind.Word && token.NormalLength >= 2
            && (token.Shape & (TokenShape.Capitalized | TokenShape.AllCaps)) == TokenShape.Capitalized
            && (i == first || (token.Shape & TokenShape.LineBefore) == 0)
            && !scan.Senses[i].Roles.Any(others) && scan.Senses[i].RawValence == 0
            && !pack.IsNoName(token.Hash);
    }

    /// <summary>"Priya Raman, …" or "Tobias Hellmann und …", but not "British Airways at its worst".</summary>
    private static bool EndsThere(in PersonalDataScan scan, int end) =>
        end == scan.Tokens.Length || scan.Tokens[end].Kind == TokenKind.Punctuation || (scan.Tokens[end].Shape & TokenShape.LineBefore) != 0
        || scan.Senses[end].Roles.Any(WordRole.Conjunction) || scan.Buffer.NormalOf(scan.Tokens[end]) is "from" or "here" or "again";

    /// <summary>"This is David Lloyd, <b>a gym</b>": a thing that bears a name; "a customer" is a person.</summary>
    private static bool IsExplained(in PersonalDataScan scan, LanguagePack pack, int end) =>
        end + 2 < scan.Tokens.Length && scan.Tokens[end].Sign == ',' && scan.Senses[end + 1].Roles.Any(WordRole.Article) && !pack.IsNoName(scan.Tokens[end + 2].Hash);

    /// <summary>A full name and nothing else behind the last sentence: so letters are signed. A product can stand there too.</summary>
    private static void FindSignature(in PersonalDataScan scan, LanguagePack pack)
    {
        for (int first = scan.Tokens.Length - 2; first > 0 && first >= scan.Tokens.Length - MaxNameWords - 1; first--)
        {
            bool isAlone = (scan.Tokens[first].Shape & TokenShape.LineBefore) != 0
                || (scan.Tokens[first - 1].Kind == TokenKind.Punctuation && scan.Tokens[first - 1].Sign is '.' or '!' or '?');
            if (isAlone && LanguagePack.IsGivenName(scan.Tokens[first].Hash) && FullNameEnd(scan, pack, first) == scan.Tokens.Length)
            {
                scan.Add("name", scan.Tokens[first].Offset, scan.Tokens[^1].End - scan.Tokens[first].Offset);
            }
        }
    }

    public static bool IsParticle(in PersonalDataScan scan, int i) =>
        scan.Buffer.NormalOf(scan.Tokens[i]) is "de" or "da" or "di" or "do" or "van" or "von" or "der" or "den" or "del" or "dos" or "la" or "le";

    private static bool IsNamePart(in PersonalDataScan scan, LanguagePack pack, int i, int first, bool strong)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.Kind != TokenKind.Word || token.NormalLength < 2 || (i > first && (token.Shape & TokenShape.LineBefore) != 0))
        {
            return false;
        }

        bool particle = i > first && IsParticle(scan, i);
        bool capital = (token.Shape & TokenShape.Capitalized) != 0;
        bool common = scan.Senses[i].Roles.Any(WordRole.Function | WordRole.Verb | WordRole.Adverb | WordRole.StopNoun | WordRole.Negator | WordRole.Title)
            || (scan.Senses[i].RawValence != 0 && !strong)
            || (pack.CapitalNouns && pack.IsNoName(token.Hash)); // "Herr Ober"
        // "Mevrouw van der Linden", "Herr von der Heyde", but "Herr der Ringe"
        bool opensName = i == first && (scan.Language == "nl" ? IsParticle(scan, i) : scan.Language == "de" && scan.Buffer.NormalOf(token) is "von" or "van" or "de");
        if (particle || opensName)
        {
            return i + 1 < scan.Tokens.Length && scan.Tokens[i + 1].Kind == TokenKind.Word
                && ((scan.Tokens[i + 1].Shape & TokenShape.Capitalized) != 0 || (IsParticle(scan, i + 1) && i + 2 < scan.Tokens.Length && (scan.Tokens[i + 2].Shape & TokenShape.Capitalized) != 0));
        }

        // Where nouns have capitals, a second capital word after a title is too often no name: "Frau Müller Antwort".
        return capital ? !common || (strong && !pack.CapitalNouns) : strong && i == first && !common;
    }
}
