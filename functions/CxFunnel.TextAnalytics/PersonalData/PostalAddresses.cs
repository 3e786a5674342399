using System.Text.RegularExpressions;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>Postal addresses: a house number beside a street, with the town behind it.</summary>
internal static partial class PostalAddresses
{
    public static void TryAdd(in PersonalDataScan scan, ReadOnlySpan<char> all, int digit, int end)
    {
        int number = scan.TokenAt(digit);
        if (number < 0 || end - digit > 6 || (end < all.Length && all[end] == ':') || IsOrdinal(all[digit..end]))
        {
            return;
        }

        int first = number;
        int last = number;
        if (scan.Language is not ("en" or "fr") && StreetBefore(scan, number) is var street and >= 0)
        {
            first = street;
        }
        else if (StreetAfter(scan, number) is var road and >= 0)
        {
            last = road;
        }
        else if (NameBeforeCode(scan, number) is var place and >= 0)
        {
            first = place;
        }
        else
        {
            return;
        }

        first = WithFlat(scan, first);
        last = WithTown(scan, last);
        int ending = WithTail(scan, last == number ? Math.Max(scan.Tokens[last].End, end) : scan.Tokens[last].End);
        if (scan.Language == "en" && ending == scan.Tokens[last].End && GoesOnWithAName(scan, last))
        {
            return; // "2 Park Lane Sofas" are two sofas.
        }

        scan.Add("address", scan.Tokens[first].Offset, ending - scan.Tokens[first].Offset);
    }

    /// <summary>
    /// "Am Alten Markt 3, 10115 Berlin": no word for a street, but a name before the number and behind it a postcode with its town. Where the
    /// name starts, or -1.
    /// </summary>
    private static int NameBeforeCode(in PersonalDataScan scan, int number)
    {
        if (scan.Language == "en" || number == 0 || !IsCodeWithTown(scan, number + 1))
        {
            return -1;
        }

        int first = -1;
        for (int i = number - 1; i >= 0 && number - i <= 5 && scan.Tokens[i].Kind == TokenKind.Word; i--)
        {
            bool isLink = scan.Senses[i].Roles.Any(WordRole.Article) || PersonNames.IsParticle(scan, i);
            bool hasCapital = (scan.Tokens[i].Shape & TokenShape.Capitalized) != 0;
            if (!hasCapital && !(isLink && first >= 0))
            {
                break;
            }

            first = hasCapital ? i : first;
            if (hasCapital && scan.Language is "de" or "nl" && scan.Senses[i].Roles.Any(WordRole.Preposition | WordRole.Article))
            {
                break; // "Am", "Auf", "Achter": so such names begin.
            }
        }

        return first;
    }

    /// <summary>A comma, a postcode and a capital; a round number is none.</summary>
    private static bool IsCodeWithTown(in PersonalDataScan scan, int comma)
    {
        if (comma + 2 >= scan.Tokens.Length || scan.Tokens[comma].Sign != ',' || scan.Tokens[comma + 1].Kind != TokenKind.Number)
        {
            return false;
        }

        ReadOnlySpan<char> code = scan.Text.AsSpan(scan.Tokens[comma + 1].Offset, scan.Tokens[comma + 1].Length);
        if (code.ContainsAnyExceptInRange('0', '9') || code.EndsWith("00", StringComparison.Ordinal))
        {
            return false;
        }

        if (scan.Language == "pt")
        {
            return code.Length == 4 && CodeAndTown().IsMatch(scan.Text, scan.Tokens[comma].Offset);
        }

        return code.Length == (scan.Language == "nl" ? 4 : 5) && scan.Tokens[comma + 2].Kind == TokenKind.Word
            && (scan.Tokens[comma + 2].Shape & (scan.Language == "nl" ? TokenShape.AllCaps : TokenShape.Capitalized)) != 0;
    }

    /// <summary>"Flat 2, 48 Queens Road"</summary>
    private static int WithFlat(in PersonalDataScan scan, int first) =>
        scan.Language == "en" && first >= 3 && scan.Tokens[first - 1].Sign == ',' && scan.Tokens[first - 2].Kind == TokenKind.Number
            && scan.Buffer.NormalOf(scan.Tokens[first - 3]) is "flat" or "apartment" or "apt" or "unit" or "suite"
            ? first - 3
            : first;

    private static bool GoesOnWithAName(in PersonalDataScan scan, int last) =>
        last + 1 < scan.Tokens.Length && scan.Tokens[last + 1].Kind == TokenKind.Word && (scan.Tokens[last + 1].Shape & (TokenShape.Capitalized | TokenShape.LineBefore)) == TokenShape.Capitalized;

    /// <summary>What the tokens do not tell: floors of Spain and Portugal, Portuguese postcodes, British ones behind their towns.</summary>
    private static int WithTail(in PersonalDataScan scan, int end)
    {
        if (scan.Language is "es" or "pt" or "it")
        {
            end += Floor().Match(scan.Text, end, scan.Text.Length - end).Length;
            end += CodeAndTown().Match(scan.Text, end, scan.Text.Length - end).Length;
        }

        return scan.Language == "en" ? end + TownAndCode().Match(scan.Text, end, scan.Text.Length - end).Length : end;
    }

    [GeneratedRegex(@"\G,? ?\d{1,2}\.?[ºª°](?: ?(?:\p{Lu}|izq|izda|dcha|dta|dto|esq|frente|fte)\b\.?)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Floor();

    [GeneratedRegex(@"\G,? ?\b\d{4,5}(?:-\d{3})?(?: \p{Lu}[\p{L}'’-]+){1,3}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex CodeAndTown();

    [GeneratedRegex(@"\G(?:(?:,? \p{Lu}[\p{L}'’-]+){0,3},? [A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|, \p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2},?(?: [A-Z]{2})? \d{5}(?:-\d{4})?\b)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex TownAndCode();

    /// <summary>"4th Ave" is a street, not a house.</summary>
    private static bool IsOrdinal(ReadOnlySpan<char> number) =>
        number.EndsWith("th", StringComparison.Ordinal) || number.EndsWith("st", StringComparison.Ordinal)
        || number.EndsWith("nd", StringComparison.Ordinal) || number.EndsWith("rd", StringComparison.Ordinal);

    /// <summary>"Hauptstraße 5", "Via Roma 12", "Calle Mayor, 5": where the street starts, or -1.</summary>
    private static int StreetBefore(in PersonalDataScan scan, int number)
    {
        int i = number - 1;
        while (i >= 0 && scan.Tokens[i].Kind == TokenKind.Punctuation && scan.Tokens[i].Sign is ',' or '.' or '°' or 'º')
        {
            i--;
        }

        if (i >= 0 && scan.Tokens[i].Kind == TokenKind.Word && (scan.Tokens[i].Shape & TokenShape.Capitalized) != 0 && scan.Senses[i].Roles.Any(WordRole.StreetEnding))
        {
            // "Prins Hendrikkade"; in German the word before could be any noun.
            bool isName = scan.Language == "nl" && i > 1 && scan.Tokens[i - 1].Kind == TokenKind.Word && scan.Tokens[i - 2].Kind == TokenKind.Word
                && (scan.Tokens[i - 1].Shape & TokenShape.Capitalized) != 0 && !scan.Senses[i - 1].Roles.Any(WordRole.Function);
            return isName ? i - 1 : i;
        }

        for (int back = 0; back < 5 && i - back >= 0; back++)
        {
            ref Token token = ref scan.Tokens[i - back];
            if (token.Kind != TokenKind.Word)
            {
                // "Avda. de la Constitución"
                bool isShortened = back > 0 && token.Sign == '.' && i - back > 0 && scan.Senses[i - back - 1].Roles.Any(WordRole.StreetWord);
                return isShortened && (scan.Tokens[i].Shape & TokenShape.Capitalized) != 0 ? i - back - 1 : -1;
            }

            if (scan.Senses[i - back].Roles.Any(WordRole.StreetWord) && back > 0 && (scan.Tokens[i].Shape & TokenShape.Capitalized) != 0)
            {
                return i - back;
            }

            bool german = scan.Language is "de" or "nl";
            if (german && scan.Senses[i - back].Roles.Any(WordRole.StreetWord) && back == 0 && i > 0 && (scan.Tokens[i - 1].Shape & TokenShape.Capitalized) != 0
                && !scan.Senses[i - 1].Roles.Any(WordRole.Function))
            {
                return i - 1;
            }
        }

        return -1;
    }

    /// <summary>"12 rue de la Paix", "221B Baker Street": where the street ends, or -1.</summary>
    private static int StreetAfter(in PersonalDataScan scan, int number)
    {
        int i = number + 1;
        while (i < scan.Tokens.Length && ((scan.Tokens[i].Kind == TokenKind.Punctuation && scan.Tokens[i].Sign == ',') || scan.Buffer.NormalOf(scan.Tokens[i]) is "bis" or "ter"))
        {
            i++;
        }

        if (scan.Language == "fr" && i < scan.Tokens.Length && scan.Senses[i].Roles.Any(WordRole.StreetWord))
        {
            int end = i;
            while (end + 1 < scan.Tokens.Length && end - i < 5 && scan.Tokens[end + 1].Kind == TokenKind.Word
                && ((scan.Tokens[end + 1].Shape & TokenShape.Capitalized) != 0 || scan.Senses[end + 1].Roles.Any(WordRole.Article | WordRole.Preposition)))
            {
                end++;
            }

            while (end > i && (scan.Tokens[end].Shape & TokenShape.Capitalized) == 0)
            {
                end--;
            }

            return end > i ? end : -1;
        }

        if (scan.Language != "en")
        {
            return -1;
        }

        for (int k = i; k < scan.Tokens.Length && k - i < 4 && scan.Tokens[k].Kind == TokenKind.Word; k++)
        {
            if (k > i && scan.Senses[k].Roles.Any(WordRole.StreetWord))
            {
                return k;
            }

            if ((scan.Tokens[k].Shape & TokenShape.Capitalized) == 0)
            {
                return -1;
            }

            // "7 The Paddocks, Wantage OX12 9AB"
            if (k > i && k + 1 < scan.Tokens.Length && scan.Tokens[k + 1].Sign == ',' && TownAndCode().IsMatch(scan.Text, scan.Tokens[k].End))
            {
                return k;
            }
        }

        return -1;
    }

    /// <summary>A postal code and the town behind it belong to the address.</summary>
    private static int WithTown(in PersonalDataScan scan, int last)
    {
        int i = last + 1;
        while (i < scan.Tokens.Length && scan.Tokens[i].Kind == TokenKind.Punctuation && scan.Tokens[i].Sign is ',' or '-')
        {
            i++;
        }

        // The two halves of a Portuguese one are two tokens.
        bool hasCode = i < scan.Tokens.Length && scan.Tokens[i].Kind == TokenKind.Number && scan.Tokens[i].Length is 4 or 5 or 7 or 8
            && !(scan.Tokens[i].End < scan.Text.Length && scan.Text[scan.Tokens[i].End] == '-');
        if (!hasCode)
        {
            return last;
        }

        int end = i;
        while (end + 1 < scan.Tokens.Length && end - i < 3 && scan.Tokens[end + 1].Kind == TokenKind.Word && (scan.Tokens[end + 1].Shape & TokenShape.Capitalized) != 0
            && !scan.Senses[end + 1].Roles.Any(WordRole.Function))
        {
            end++;
        }

        return end;
    }
}
