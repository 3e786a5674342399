namespace CxFunnel.TextAnalytics.PersonalData;

/// <summary>IP addresses, and not version numbers.</summary>
internal static class NetworkAddresses
{
    public static bool TryIp(ReadOnlySpan<char> all, int start, out int end)
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
