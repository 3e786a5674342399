namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>E-mail addresses, and the handles of people on social networks.</summary>
internal static class MailAddresses
{
    public static void Find(in PersonalDataScan scan)
    {
        ReadOnlySpan<char> all = scan.Text;
        int at = all.IndexOf('@');
        while (at >= 0)
        {
            int end = at + 1;
            if (TryMail(all, at, out int start, out end))
            {
                scan.Add("email", start, end - start);
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
                    scan.Add("handle", at, end - at);
                }
            }

            int next = all[end..].IndexOf('@');
            at = next < 0 ? -1 : end + next;
        }
    }

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

    private static bool IsMailChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' || char.IsLetter(c);
}
