using System.Collections.Frozen;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>What a field beside the answers can say.</summary>
internal enum ResponseField
{
    CustomerId,
    Email,
    Language,
    Channel,
    Touchpoint,
    Country,
    Segment,
    AnnualValue,
    Currency,
    RenewalDate,
    OccurredAt,
    SubmittedAt,
    RevisedAt,
    ResponseId,
    SurveyId,
}

/// <summary>Names of fields: those of mappings, and those that survey owners commonly give hidden fields.</summary>
internal static class ResponseFields
{
    /// <summary>How many fields there are.</summary>
    public static readonly int Count = Enum.GetValues<ResponseField>().Length;

    /// <summary>The names in a mapping's <c>fields</c>.</summary>
    public static readonly FrozenDictionary<string, ResponseField> ByContractName = new Dictionary<string, ResponseField>(StringComparer.Ordinal)
    {
        ["customer_id"] = ResponseField.CustomerId,
        ["email"] = ResponseField.Email,
        ["language"] = ResponseField.Language,
        ["channel"] = ResponseField.Channel,
        ["touchpoint"] = ResponseField.Touchpoint,
        ["country"] = ResponseField.Country,
        ["segment"] = ResponseField.Segment,
        ["annual_value"] = ResponseField.AnnualValue,
        ["currency"] = ResponseField.Currency,
        ["renewal_date"] = ResponseField.RenewalDate,
        ["occurred_at"] = ResponseField.OccurredAt,
        ["submitted_at"] = ResponseField.SubmittedAt,
        ["revised_at"] = ResponseField.RevisedAt,
        ["response_id"] = ResponseField.ResponseId,
        ["survey_id"] = ResponseField.SurveyId,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Letters and digits only: customer_id, Customer ID and customerId are one name.
    private static readonly FrozenDictionary<string, ResponseField> Common = Flatten(
        (ResponseField.CustomerId, "nºdecliente nºcliente requesterexternalid customerid cid custid custno customerno customernumber customer clientid userid externalid contactid accountid memberid externalreference externaldatareference externalcustomerid nclient idclient numeroclient kundennummer kundenid kundennr idcliente numerocliente codicecliente klantnummer klantid nodecliente ndecliente"),
        (ResponseField.Email, "email emailaddress mail customeremail recipientemail useremail requesteremail respondentemail contactemail courriel correo correoelectronico"),
        (ResponseField.Language, "lang language locale langue sprache idioma lingua taal userlanguage languagecode requesterlanguage"),
        (ResponseField.Channel, "channel canal kanal canale kanaal distributionchannel contactchannel"),
        (ResponseField.Touchpoint, "touchpoint journey journeystage journeystep pointdecontact kontaktpunkt"),
        (ResponseField.Country, "country countrycode pays land pais paese"),
        (ResponseField.Segment, "segment customersegment tier customertier clientsegment segmento kundensegment"),
        (ResponseField.AnnualValue, "annualvalue arr acv annualrevenue contractvalue yearlyvalue annualcontractvalue"),
        (ResponseField.Currency, "currency currencycode devise waehrung moneda valuta"),
        (ResponseField.RenewalDate, "renewaldate renewal renewson contractrenewal"),
        (ResponseField.OccurredAt, "occurredat eventdate visitdate orderdate deliverydate purchasedate"));

    private static readonly FrozenDictionary<string, ResponseField>.AlternateLookup<ReadOnlySpan<char>> CommonBySpan =
        Common.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a field of this name commonly means, whatever its case and separators; false when it could be anything.</summary>
    public static bool TryGuess(ReadOnlySpan<char> name, out ResponseField field)
    {
        field = default;
        if (name.Length > 64)
        {
            return false;
        }

        Span<char> letters = stackalloc char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters[length++] = char.ToLowerInvariant(c);
            }
        }

        return CommonBySpan.TryGetValue(letters[..length], out field);
    }

    private static FrozenDictionary<string, ResponseField> Flatten(params ReadOnlySpan<(ResponseField Field, string Names)> table)
    {
        Dictionary<string, ResponseField> names = new(StringComparer.Ordinal);
        foreach ((ResponseField field, string list) in table)
        {
            foreach (string name in list.Split(' '))
            {
                names.Add(name, field);
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
