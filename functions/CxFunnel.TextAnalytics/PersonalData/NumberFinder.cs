using CxFunnel.TextAnalytics.Language;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>What a number in a text is: an account, a card, a telephone, an order, a customer, a network or postal address, or nothing personal.</summary>
internal static class NumberFinder
{
    /// <summary>Longer runs of digits are nothing that a person has.</summary>
    private const int LongestNumber = 40;

    public static void Find(in PersonalDataScan scan)
    {
        ReadOnlySpan<char> all = scan.Text;
        int at = 0;
        while (at < all.Length)
        {
            int next = all[at..].IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                return;
            }

            at = ReadNumberAt(scan, all, at + next);
        }
    }

    private static int ReadNumberAt(in PersonalDataScan scan, ReadOnlySpan<char> all, int digit)
    {
        int start = digit;
        while (start > 0 && (all[start - 1] is '+' or '(' || char.IsAsciiLetterOrDigit(all[start - 1]) || (all[start - 1] is '-' or '_' && start > 1 && char.IsAsciiLetterOrDigit(all[start - 2]))))
        {
            start--;
        }

        int after = SkipWord(all, digit);
        if (scan.IsTaken(digit))
        {
            return Math.Max(after, digit + 1);
        }

        if (AccountNumbers.TryIban(all, start, out int end))
        {
            scan.Add("iban", start, end - start);
            return Math.Max(end, after);
        }

        if (NetworkAddresses.TryIp(all, start, out end) && !IsVersion(scan, start))
        {
            scan.Add("ip", start, end - start);
            return Math.Max(end, after);
        }

        if (start < digit && char.IsAsciiLetter(all[start]))
        {
            // Starts with letters: a product code, unless a telling word makes it an order or a customer.
            TryReference(scan, all, start, after);
            return after;
        }

        // The rest of a run that was refused as a whole is not tried again: it would find a telephone inside a broken IBAN.
        bool isRest = start > 1 && all[start - 1] is ' ' or '-' or '.' or '/' && char.IsAsciiDigit(all[start - 2]);
        if (!isRest && TryDigits(scan, all, start, out end))
        {
            return Math.Max(end, after);
        }

        if (TryReference(scan, all, start, after))
        {
            return after;
        }

        PostalAddresses.TryAdd(scan, all, digit, after);
        return after;
    }

    /// <summary>"Firmware 4.12.0.1" looks like an address of a network and is none.</summary>
    private static bool IsVersion(in PersonalDataScan scan, int start)
    {
        int token = scan.TokenAt(start);
        return token > 0 && scan.Buffer.NormalOf(scan.Tokens[token - 1])
            is "firmware" or "version" or "versión" or "versione" or "versão" or "versie" or "release" or "build" or "software" or "driver" or "treiber" or "update";
    }

    private static bool TryDigits(in PersonalDataScan scan, ReadOnlySpan<char> all, int start, out int end)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        int count = 0;
        int groups = 0;
        bool inGroup = false;
        bool dotted = false;
        end = start;
        int at = start;
        bool international = false;
        if (all[at] == '(')
        {
            at++;
        }

        if (at < all.Length && all[at] == '+')
        {
            international = true;
            at++;
        }

        for (; at < all.Length && count < LongestNumber; at++)
        {
            char c = all[at];
            if (char.IsAsciiDigit(c))
            {
                groups += inGroup ? 0 : 1;
                inGroup = true;
                digits[count++] = c;
                end = at + 1;
            }
            else if (c is ' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u202F' && GoesOn(all, at))
            {
                dotted |= c is '.';
                inGroup = false;
            }
            else
            {
                break;
            }
        }

        if (end <= start || (end < all.Length && char.IsLetterOrDigit(all[end])))
        {
            return false;
        }

        ReadOnlySpan<char> number = digits[..count];
        if (!international && number.StartsWith("00", StringComparison.Ordinal) && count > 9)
        {
            international = true;
            number = number[2..];
        }

        if (Checksums.IsCard(number) && (groups, count) is (1, _) or (3, 15) or (4, 16) or (5, 19))
        {
            scan.Add("card", start, end - start);
            return true;
        }

        if (IsMoney(all, start, end) || LooksLikeDate(all[start..end]))
        {
            return false;
        }

        WordRole told = scan.ToldBy(start);
        if (told.Any(WordRole.OrderWord | WordRole.CustomerWord) && !told.Any(WordRole.PhoneWord))
        {
            return false;
        }

        if (!PhoneNumbers.IsPhone(number, international, groups, told.Any(WordRole.PhoneWord), scan.Language) || (dotted && groups == 2 && !international))
        {
            return false;
        }

        scan.Add("phone", start, end - start);
        return true;
    }

    private static bool TryReference(in PersonalDataScan scan, ReadOnlySpan<char> all, int start, int end)
    {
        int from = start;
        while (from < end && !char.IsAsciiLetterOrDigit(all[from]))
        {
            from++;
        }

        ReadOnlySpan<char> code = all[from..end];
        int digits = 0;
        int letters = 0;
        foreach (char c in code)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }

        bool hash = from > 0 && all[from - 1] == '#';
        bool plausible = digits >= 3 && digits + letters >= 5 && digits * 2 >= letters && !IsMoney(all, from, end) && !LooksLikeDate(code);
        if (!plausible)
        {
            return false;
        }

        bool areYears = code.Length == 9 && code[4] == '-' && code[0] is '1' or '2' && code[5] is '1' or '2' && letters == 0;
        WordRole told = areYears ? WordRole.None : scan.ToldBy(from);
        if (told.Any(WordRole.CustomerWord))
        {
            scan.Add("customer", from, code.Length);
            return true;
        }

        if (told.Any(WordRole.OrderWord) || (hash && digits >= 5))
        {
            scan.Add("order", from, code.Length);
            return true;
        }

        return false;
    }

    private static bool GoesOn(ReadOnlySpan<char> all, int at)
    {
        int next = at + 1;
        while (next < all.Length && next - at < 3 && all[next] is ' ' or '(' or ')' or '-')
        {
            next++;
        }

        return next < all.Length && char.IsAsciiDigit(all[next]);
    }

    private static bool LooksLikeDate(ReadOnlySpan<char> number)
    {
        // 12.05.2026, 2026-05-12, 12/05/26, 12-05-2026 14
        int separators = 0;
        char separator = '\0';
        foreach (char c in number)
        {
            if (c is '.' or '/' or '-')
            {
                separators++;
                separator = c;
            }
        }

        if (separators < 2 || number.Length < 8)
        {
            return false;
        }

        int first = number.IndexOf(separator);
        int second = first + 1 + number[(first + 1)..].IndexOf(separator);
        return second > first && ((first is 1 or 2 && second - first - 1 is 1 or 2) || (first == 4 && second == 7 && number[0] is '1' or '2'))
            && number.Length - second - 1 <= 10 && separators == 2;
    }

    private static bool IsMoney(ReadOnlySpan<char> all, int start, int end)
    {
        int before = start - 1;
        while (before >= 0 && all[before] == ' ')
        {
            before--;
        }

        int after = end;
        while (after < all.Length && all[after] is ' ' or ',')
        {
            after++;
        }

        return (before >= 0 && all[before] is '€' or '$' or '£' or '¥') || (after < all.Length && all[after] is '€' or '$' or '£' or '%' or '¥');
    }

    private static int SkipWord(ReadOnlySpan<char> all, int at)
    {
        while (at < all.Length && (char.IsAsciiLetterOrDigit(all[at]) || (all[at] is '-' or '_' or '/' && at + 1 < all.Length && char.IsAsciiLetterOrDigit(all[at + 1]))))
        {
            at++;
        }

        return at;
    }
}
