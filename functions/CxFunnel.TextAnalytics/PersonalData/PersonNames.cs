using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>Names of people: the words behind a title, or behind words such as "my name is".</summary>
internal static class PersonNames
{
    public static void Find(in PersonalDataScan scan, LanguagePack pack)
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
            while (end < scan.Tokens.Length && end - first < 3 && IsNamePart(scan, pack, end, first, strong))
            {
                end++;
            }

            if (end > first)
            {
                scan.Add("name", scan.Tokens[first].Offset, scan.Tokens[end - 1].End - scan.Tokens[first].Offset);
                i = end - 1;
            }
        }
    }

    private static bool IsNamePart(in PersonalDataScan scan, LanguagePack pack, int i, int first, bool strong)
    {
        ref Token token = ref scan.Tokens[i];
        if (token.Kind != TokenKind.Word || token.NormalLength < 2 || (i > first && (token.Shape & TokenShape.LineBefore) != 0))
        {
            return false;
        }

        bool particle = i > first && scan.Buffer.NormalOf(token) is "de" or "da" or "di" or "van" or "von" or "der" or "den" or "del" or "dos" or "la" or "le";
        bool capital = (token.Shape & TokenShape.Capitalized) != 0;
        bool common = scan.Senses[i].Roles.Any(WordRole.Function | WordRole.Verb | WordRole.Adverb | WordRole.StopNoun | WordRole.Negator | WordRole.Title)
            || (scan.Senses[i].RawValence != 0 && !strong);
        if (particle)
        {
            return i + 1 < scan.Tokens.Length && (scan.Tokens[i + 1].Shape & TokenShape.Capitalized) != 0 && scan.Tokens[i + 1].Kind == TokenKind.Word;
        }

        // Where nouns have capitals, a second capital word after a title is too often no name: "Frau Müller Antwort".
        return capital ? !common || (strong && !pack.CapitalNouns) : strong && i == first && !common;
    }
}
