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
    /// <summary>Spans in the order of the text, none overlapping another.</summary>
    public static void Find(string text, TokenBuffer buffer, Reading reading, LanguagePack? pack, List<PersonalDataSpan> found)
    {
        found.Clear();
        PersonalDataScan scan = new(text, buffer, reading, pack, found);
        // Who comes first has the characters: the digits of a link are no telephone.
        MailAddresses.Find(scan);
        SecretLinks.Find(scan);
        if (text.AsSpan().ContainsAnyInRange('0', '9'))
        {
            NumberFinder.Find(scan);
        }

        if (pack is not null)
        {
            PersonNames.Find(scan, pack);
        }

        if (found.Count > 1)
        {
            found.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        }
    }
}
