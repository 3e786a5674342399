using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>
/// Finds what names a person or an account. Kinds: email, url (with a secret or an account in it), ip, iban, card, phone, order,
/// customer, address, name, handle. A price, a date or a product code is none of them.
/// </summary>
internal static class PersonalDataFinder
{
    private const int TellerReach = 5;
    private const int LongestNumber = 40;

    /// <summary>Spans in the order of the text, none overlapping another.</summary>
    public static void Find(string text, TokenBuffer buffer, Reading reading, LanguagePack? pack, List<PersonalDataSpan> found)
    {
        found.Clear();
        Scan scan = new(text, buffer, reading, pack?.Code ?? DetectedLanguage.Unknown, found);
        scan.MailAndHandles();
        scan.Links();
        if (text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            scan.Numbers();
        }

        if (pack is not null)
        {
            scan.Names(pack);
        }

        found.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
    }

    private readonly ref struct Scan(string text, TokenBuffer buffer, Reading reading, string language, List<PersonalDataSpan> found)
    {
        private readonly Span<Token> _tokens = buffer.Tokens;
        private readonly Span<WordSense> _senses = reading.Senses;

        private bool IsEnglish => language == "en";

        public void MailAndHandles()
        {
            ReadOnlySpan<char> all = text;
            int at = all.IndexOf('@');
            while (at >= 0)
            {
                int end = at + 1;
                if (TryMail(all, at, out int start, out end))
                {
                    Add("email", start, end - start);
                }
                else if (at == 0 || !IsMailChar(all[at - 1]))
                {
                    end = at + 1;
                    while (end < all.Length && (char.IsLetterOrDigit(all[end]) || all[end] is '_' || (all[end] == '.' && end + 1 < all.Length && char.IsLetterOrDigit(all[end + 1]))))
                    {
                        end++;
                    }

                    if (end - at > 2)
                    {
                        Add("handle", at, end - at);
                    }
                }

                int next = all[end..].IndexOf('@');
                at = next < 0 ? -1 : end + next;
            }
        }

        public void Links()
        {
            foreach (ref readonly Token token in _tokens)
            {
                if (token.Kind == TokenKind.Url && CarriesSecret(text.AsSpan(token.Offset, token.Length)))
                {
                    Add("url", token.Offset, token.Length);
                }
            }
        }

        public void Numbers()
        {
            ReadOnlySpan<char> all = text;
            int at = 0;
            while (at < all.Length)
            {
                int next = all[at..].IndexOfAnyInRange('0', '9');
                if (next < 0)
                {
                    return;
                }

                at = ReadNumberAt(all, at + next);
            }
        }

        public void Names(LanguagePack pack)
        {
            for (int i = 0; i < _tokens.Length; i++)
            {
                // "Miss", but not "to miss": a title that is no phrase has a capital or a point.
                bool strong = _senses[i].Roles.Any(WordRole.NameTeller);
                bool pointed = i + 1 < _tokens.Length && _tokens[i + 1].Sign == '.' && _tokens[i].Length <= 4;
                bool isTitle = _senses[i].Roles.Any(WordRole.Title)
                    && (_senses[i].Span > 1 || pointed || (_tokens[i].Shape & TokenShape.Capitalized) != 0 || !IsEnglish);
                if (!strong && !isTitle)
                {
                    continue;
                }

                int first = i + _senses[i].Span;
                if (!pointed && first < _tokens.Length && _tokens[first].Sign == '.')
                {
                    continue; // The sentence is over.
                }

                while (first < _tokens.Length && (_senses[first].Roles.Any(WordRole.Title) || (_tokens[first].Kind == TokenKind.Punctuation && _tokens[first].Sign is ':' or ',' or '.')))
                {
                    first += _senses[first].Roles.Any(WordRole.Title) ? _senses[first].Span : 1;
                }

                int end = first;
                while (end < _tokens.Length && end - first < 3 && IsNamePart(pack, end, first, strong))
                {
                    end++;
                }

                if (end > first)
                {
                    Add("name", _tokens[first].Offset, _tokens[end - 1].End - _tokens[first].Offset);
                    i = end - 1;
                }
            }
        }

        private bool IsNamePart(LanguagePack pack, int i, int first, bool strong)
        {
            ref Token token = ref _tokens[i];
            if (token.Kind != TokenKind.Word || token.NormalLength < 2 || (i > first && (token.Shape & TokenShape.LineBefore) != 0))
            {
                return false;
            }

            bool particle = i > first && buffer.NormalOf(token) is "de" or "da" or "di" or "van" or "von" or "der" or "den" or "del" or "dos" or "la" or "le";
            bool capital = (token.Shape & TokenShape.Capitalized) != 0;
            bool common = _senses[i].Roles.Any(WordRole.Function | WordRole.Verb | WordRole.Adverb | WordRole.StopNoun | WordRole.Negator | WordRole.Title)
                || (_senses[i].RawValence != 0 && !strong);
            if (particle)
            {
                return i + 1 < _tokens.Length && (_tokens[i + 1].Shape & TokenShape.Capitalized) != 0 && _tokens[i + 1].Kind == TokenKind.Word;
            }

            // Where nouns have capitals, a second capital word after a title is too often no name: "Frau Müller Antwort".
            return capital ? !common || (strong && !pack.CapitalNouns) : strong && i == first && !common;
        }

        private int ReadNumberAt(ReadOnlySpan<char> all, int digit)
        {
            int start = digit;
            while (start > 0 && (all[start - 1] is '+' or '(' || char.IsAsciiLetterOrDigit(all[start - 1]) || (all[start - 1] is '-' or '_' && start > 1 && char.IsAsciiLetterOrDigit(all[start - 2]))))
            {
                start--;
            }

            int after = SkipWord(all, digit);
            if (IsTaken(digit))
            {
                return Math.Max(after, digit + 1);
            }

            if (TryIban(all, start, out int end))
            {
                Add("iban", start, end - start);
                return Math.Max(end, after);
            }

            if (TryIp(all, start, out end))
            {
                Add("ip", start, end - start);
                return Math.Max(end, after);
            }

            if (start < digit && char.IsAsciiLetter(all[start]))
            {
                // Starts with letters: a product code, unless a telling word makes it an order or a customer.
                TryReference(all, start, after);
                return after;
            }

            // The rest of a run that was refused as a whole is not tried again: it would find a telephone inside a broken IBAN.
            bool isRest = start > 1 && all[start - 1] is ' ' or '-' or '.' or '/' && char.IsAsciiDigit(all[start - 2]);
            if (!isRest && TryDigits(all, start, out end))
            {
                return Math.Max(end, after);
            }

            if (TryReference(all, start, after))
            {
                return after;
            }

            TryAddress(all, digit, after);
            return after;
        }

        private bool TryDigits(ReadOnlySpan<char> all, int start, out int end)
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
                Add("card", start, end - start);
                return true;
            }

            if (IsMoney(all, start, end) || LooksLikeDate(all[start..end]))
            {
                return false;
            }

            WordRole told = ToldBy(start);
            if (told.Any(WordRole.OrderWord | WordRole.CustomerWord) && !told.Any(WordRole.PhoneWord))
            {
                return false;
            }

            if (!PhoneNumbers.IsPhone(number, international, groups, told.Any(WordRole.PhoneWord), language) || (dotted && groups == 2 && !international))
            {
                return false;
            }

            Add("phone", start, end - start);
            return true;
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

        private bool TryReference(ReadOnlySpan<char> all, int start, int end)
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
            WordRole told = areYears ? WordRole.None : ToldBy(from);
            if (told.Any(WordRole.CustomerWord))
            {
                Add("customer", from, code.Length);
                return true;
            }

            if (told.Any(WordRole.OrderWord) || (hash && digits >= 5))
            {
                Add("order", from, code.Length);
                return true;
            }

            return false;
        }

        private void TryAddress(ReadOnlySpan<char> all, int digit, int end)
        {
            int number = TokenAt(digit);
            if (number < 0 || end - digit > 6 || (end < all.Length && all[end] == ':') || IsOrdinal(all[digit..end]))
            {
                return;
            }

            int first = number;
            int last = number;
            if (language is not ("en" or "fr") && StreetBefore(number) is var street and >= 0)
            {
                first = street;
            }
            else if (StreetAfter(number) is var road and >= 0)
            {
                last = road;
            }
            else
            {
                return;
            }

            last = WithTown(last);
            Add("address", _tokens[first].Offset, _tokens[last].End - _tokens[first].Offset);
        }

        /// <summary>"4th Ave" is a street, not a house.</summary>
        private static bool IsOrdinal(ReadOnlySpan<char> number) =>
            number.EndsWith("th", StringComparison.Ordinal) || number.EndsWith("st", StringComparison.Ordinal)
            || number.EndsWith("nd", StringComparison.Ordinal) || number.EndsWith("rd", StringComparison.Ordinal);

        /// <summary>"Hauptstraße 5", "Via Roma 12", "Calle Mayor, 5": where the street starts, or -1.</summary>
        private int StreetBefore(int number)
        {
            int i = number - 1;
            while (i >= 0 && _tokens[i].Kind == TokenKind.Punctuation && _tokens[i].Sign is ',' or '.' or '°' or 'º')
            {
                i--;
            }

            if (i >= 0 && _tokens[i].Kind == TokenKind.Word && (_tokens[i].Shape & TokenShape.Capitalized) != 0 && _senses[i].Roles.Any(WordRole.StreetEnding))
            {
                return i;
            }

            for (int back = 0; back < 5 && i - back >= 0; back++)
            {
                ref Token token = ref _tokens[i - back];
                if (token.Kind != TokenKind.Word)
                {
                    return -1;
                }

                if (_senses[i - back].Roles.Any(WordRole.StreetWord) && back > 0 && (_tokens[i].Shape & TokenShape.Capitalized) != 0)
                {
                    return i - back;
                }

                bool german = language is "de" or "nl";
                if (german && _senses[i - back].Roles.Any(WordRole.StreetWord) && back == 0 && i > 0 && (_tokens[i - 1].Shape & TokenShape.Capitalized) != 0)
                {
                    return i - 1;
                }
            }

            return -1;
        }

        /// <summary>"12 rue de la Paix", "221B Baker Street": where the street ends, or -1.</summary>
        private int StreetAfter(int number)
        {
            int i = number + 1;
            while (i < _tokens.Length && ((_tokens[i].Kind == TokenKind.Punctuation && _tokens[i].Sign == ',') || buffer.NormalOf(_tokens[i]) is "bis" or "ter"))
            {
                i++;
            }

            if (language == "fr" && i < _tokens.Length && _senses[i].Roles.Any(WordRole.StreetWord))
            {
                int end = i;
                while (end + 1 < _tokens.Length && end - i < 5 && _tokens[end + 1].Kind == TokenKind.Word
                    && ((_tokens[end + 1].Shape & TokenShape.Capitalized) != 0 || _senses[end + 1].Roles.Any(WordRole.Article | WordRole.Preposition)))
                {
                    end++;
                }

                while (end > i && (_tokens[end].Shape & TokenShape.Capitalized) == 0)
                {
                    end--;
                }

                return end > i ? end : -1;
            }

            if (language != "en")
            {
                return -1;
            }

            for (int k = i; k < _tokens.Length && k - i < 4 && _tokens[k].Kind == TokenKind.Word; k++)
            {
                if (k > i && _senses[k].Roles.Any(WordRole.StreetWord))
                {
                    return k;
                }

                if ((_tokens[k].Shape & TokenShape.Capitalized) == 0)
                {
                    return -1;
                }
            }

            return -1;
        }

        /// <summary>A postal code and the town behind it belong to the address.</summary>
        private int WithTown(int last)
        {
            int i = last + 1;
            while (i < _tokens.Length && _tokens[i].Kind == TokenKind.Punctuation && _tokens[i].Sign is ',' or '-')
            {
                i++;
            }

            bool hasCode = i < _tokens.Length && _tokens[i].Kind == TokenKind.Number && _tokens[i].Length is 4 or 5 or 7 or 8;
            if (!hasCode)
            {
                return last;
            }

            int end = i;
            while (end + 1 < _tokens.Length && end - i < 3 && _tokens[end + 1].Kind == TokenKind.Word && (_tokens[end + 1].Shape & TokenShape.Capitalized) != 0
                && !_senses[end + 1].Roles.Any(WordRole.Function))
            {
                end++;
            }

            return end;
        }

        /// <summary>What the words just before an offset say that a number is.</summary>
        private WordRole ToldBy(int offset)
        {
            int i = _tokens.Length - 1;
            while (i >= 0 && _tokens[i].End > offset)
            {
                i--;
            }

            WordRole told = WordRole.None;
            for (int back = 0; back < TellerReach && i - back >= 0; back++)
            {
                ref Token token = ref _tokens[i - back];
                if (token.Kind == TokenKind.Punctuation && token.Sign is '.' or '!' or '?' && back > 0)
                {
                    break;
                }

                WordRole roles = _senses[i - back].Roles & (WordRole.OrderWord | WordRole.CustomerWord | WordRole.PhoneWord);
                if (roles != WordRole.None && (told == WordRole.None || _senses[i - back].Span > 1))
                {
                    told = _senses[i - back].Span > back + 0 && roles.Any(WordRole.CustomerWord) ? WordRole.CustomerWord : roles;
                }
            }

            return told;
        }

        private int TokenAt(int offset)
        {
            int low = 0;
            int high = _tokens.Length - 1;
            while (low <= high)
            {
                int middle = (low + high) / 2;
                if (_tokens[middle].End <= offset)
                {
                    low = middle + 1;
                }
                else if (_tokens[middle].Offset > offset)
                {
                    high = middle - 1;
                }
                else
                {
                    return middle;
                }
            }

            return -1;
        }

        private bool IsTaken(int offset)
        {
            foreach (PersonalDataSpan span in found)
            {
                if (offset >= span.Offset && offset < span.Offset + span.Length)
                {
                    return true;
                }
            }

            // Digits of links, handles and hashtags are no numbers of their own.
            int token = TokenAt(offset);
            return token >= 0 && _tokens[token].Kind is TokenKind.Url or TokenKind.Mention or TokenKind.Email;
        }

        private void Add(string kind, int offset, int length)
        {
            foreach (PersonalDataSpan span in found)
            {
                if (offset < span.Offset + span.Length && span.Offset < offset + length)
                {
                    return;
                }
            }

            found.Add(new PersonalDataSpan(kind, offset, length));
        }

        private static int SkipWord(ReadOnlySpan<char> all, int at)
        {
            while (at < all.Length && (char.IsAsciiLetterOrDigit(all[at]) || (all[at] is '-' or '_' or '/' && at + 1 < all.Length && char.IsAsciiLetterOrDigit(all[at + 1]))))
            {
                at++;
            }

            return at;
        }

        private static bool IsMailChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' || char.IsLetter(c);

        private static bool TryMail(ReadOnlySpan<char> all, int sign, out int start, out int end)
        {
            start = sign;
            end = sign + 1;
            while (start > 0 && IsMailChar(all[start - 1]))
            {
                start--;
            }

            while (start < sign && all[start] is '.' or '-' or '_')
            {
                start++;
            }

            int lastPoint = -1;
            while (end < all.Length && (char.IsLetterOrDigit(all[end]) || (all[end] is '.' or '-' && end + 1 < all.Length && char.IsLetterOrDigit(all[end + 1]))))
            {
                lastPoint = all[end] == '.' ? end : lastPoint;
                end++;
            }

            return start < sign && lastPoint > sign + 1 && end - lastPoint > 2 && char.IsLetter(all[lastPoint + 1]);
        }

        private static bool CarriesSecret(ReadOnlySpan<char> url)
        {
            int scheme = url.IndexOf("://", StringComparison.Ordinal);
            ReadOnlySpan<char> rest = scheme < 0 ? url : url[(scheme + 3)..];
            int query = rest.IndexOfAny('?', '#');
            if (query >= 0 && rest[query..].Contains('='))
            {
                return true;
            }

            int slash = rest.IndexOf('/');
            if (rest[..(slash < 0 ? rest.Length : slash)].Contains('@'))
            {
                return true;
            }

            // A path part of 16 signs and more with letters and digits mixed is a key, not a title.
            foreach (Range range in rest.Split('/'))
            {
                ReadOnlySpan<char> part = rest[range];
                int digits = 0;
                foreach (char c in part)
                {
                    digits += char.IsAsciiDigit(c) ? 1 : 0;
                }

                if (part.Length >= 16 && digits >= 4 && digits < part.Length && part.Count('-') < 3)
                {
                    return true;
                }
            }

            return false;
        }

        private static bool TryIban(ReadOnlySpan<char> all, int start, out int end)
        {
            end = start;
            if (start + 15 > all.Length || !char.IsAsciiLetter(all[start]) || !char.IsAsciiLetter(all[start + 1]) || !char.IsAsciiDigit(all[start + 2]))
            {
                return false;
            }

            Span<char> country = [char.ToUpperInvariant(all[start]), char.ToUpperInvariant(all[start + 1])];
            int length = Checksums.IbanLength(country);
            Span<char> iban = stackalloc char[LongestNumber];
            int count = 0;
            int at = start;
            while (length > 0 && at < all.Length && count < length)
            {
                char c = all[at];
                if (char.IsAsciiLetterOrDigit(c))
                {
                    iban[count++] = char.ToUpperInvariant(c);
                }
                else if (c is not (' ' or '-' or '.' or '\u00A0'))
                {
                    return false;
                }

                at++;
            }

            end = at;
            return count == length && length > 0 && (at == all.Length || !char.IsAsciiLetterOrDigit(all[at])) && Checksums.IsIban(iban[..count]);
        }

        private static bool TryIp(ReadOnlySpan<char> all, int start, out int end)
        {
            end = start;
            int parts = 0;
            int at = start;
            while (parts < 4 && at < all.Length && char.IsAsciiDigit(all[at]))
            {
                int value = 0;
                int digits = 0;
                while (at < all.Length && char.IsAsciiDigit(all[at]) && digits < 4)
                {
                    value = (value * 10) + (all[at++] - '0');
                    digits++;
                }

                if (value > 255 || digits > 3)
                {
                    return false;
                }

                parts++;
                end = at;
                if (parts < 4 && (at >= all.Length || all[at++] != '.'))
                {
                    return TryIp6(all, start, out end);
                }
            }

            if (parts == 4)
            {
                bool goesOn = end < all.Length && (char.IsLetterOrDigit(all[end]) || (all[end] == '.' && end + 1 < all.Length && char.IsAsciiDigit(all[end + 1])));
                return !goesOn && !(start > 0 && all[start - 1] is 'v' or 'V' or '.');
            }

            return TryIp6(all, start, out end);
        }

        private static bool TryIp6(ReadOnlySpan<char> all, int start, out int end)
        {
            end = start;
            int colons = 0;
            while (end < all.Length && (char.IsAsciiHexDigit(all[end]) || all[end] == ':'))
            {
                colons += all[end] == ':' ? 1 : 0;
                end++;
            }

            ReadOnlySpan<char> address = all[start..end].TrimEnd(':');
            end = start + address.Length;
            return colons >= 2 && (colons == 7 || address.Contains("::", StringComparison.Ordinal)) && address.Length >= 6
                && System.Net.IPAddress.TryParse(address, out _);
        }
    }
}
