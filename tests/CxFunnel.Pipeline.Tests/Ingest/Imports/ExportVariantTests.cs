using System.Globalization;
using System.IO.Compression;
using System.Text;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Imports;

namespace CxFunnel.Pipeline.Tests.Ingest.Imports;

/// <summary>
/// Exports as they also come, beside the samples: older and reordered columns, columns that nobody knows, other encodings, delimiters,
/// dates and languages. Each is held against all that should come out of it, a line a row.
/// </summary>
public sealed class ExportVariantTests
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The file, and what comes out.</summary>
    public static TheoryData<string, string> Variants() => new()
    {
        // Brandwatch with the columns in another order, a preamble of ISO dates, names of before "X", a tag of the account, no author.
        {
            "\"Report:\",\"Bulk Mentions Download\"\n\"From:\",\"2025-03-01T00:00:00Z\"\n\"Label:\",\"he said \"\"x\"\"\nsecond line\"\n\n"
            + "Sentiment,Twitter Followers,Full Text,Snippet,Title,Date,Query Id,Url,Country Code,Language,Page Type,Author,Full Name,Topics - Price,Reach (new)\n"
            + "positive,12,,Nice &amp; <b>fast</b><br>really,T,2025-03-01 07:15:22.0,1,https://x.com/a/status/1,FRA,fr,twitter,,Ann Lee,X,\"1,450\"\n",
            "brandwatch https://x.com/a/status/1 2025-03-01T07:15:22Z mention; Nice & fast\nreally; positive x; fr FR; Ann Lee; reach 1450"
        },
        // Talkwalker with semicolons, epoch milliseconds, a rounded sentiment and a country as its own people write it.
        {
            "published;content;url;content_snippet;source_type;domain_url;sentiment;lang;extra_author_attributes.world_data.country_code;extra_author_attributes.short_name;engagement;new_one\n"
            + "1740813322000;;https://f.example/1;\"3 &lt; 4 <3\";FORUM,FORUM_OTHER;f.example;-2;en;uk;@jo;7;?\n",
            "talkwalker https://f.example/1 2025-03-01T07:15:22Z mention; 3 < 4 <3; negative forum; en GB; jo; engagement 7"
        },
        // Meltwater after a spreadsheet: single digits, the id rounded.
        {
            "Date,Headline,URL,Hit Sentence,Source,Influencer,Country,Language,Sentiment,Tweet Id,Reach\n6-Feb-2026 3:03PM,H,https://twitter.com/a/statuses/1910000000000000001,So good,Twitter,@anna,United States of America,German,Not Rated,1.91E+18,\n",
            "meltwater 1910000000000000001 2026-02-06T15:03:00Z mention; So good; - x; de US; anna"
        },
        {
            "Title\tDate\tTime\tHit Sentence\tSource Type\tAuthor Handle\tURL\tDocument ID\tLanguage\tCountry\tSentiment\nT\t06-Feb-2026\t12:05 AM\t\tSocial\t\thttps://n.example/1\tD1\tUnknown\tUnknown\tUnknown\n",
            "meltwater D1 2026-02-06T00:05:00Z mention; T; - social"
        },
        // Google Play without the columns of later years; stars alone; an old code of a language.
        {
            "Package Name,App Version Name,Device,Review Submit Date and Time,Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,Review Title,Review Text,Review Link\n"
            + "com.x,1,d,2016-05-01T08:00:00Z,1462089600000,2016-05-02T08:00:00Z,1462176000000,2,Meh,Slow,http://play.google.com/console?p=x&reviewId=gp%3AAOq1\n"
            + "com.x,1,d,2016-05-01T08:00:00Z,1462089600000,2016-05-01T08:00:00Z,1462089600000,5,,,\n",
            "google-play gp:AOq1 2016-05-01T08:00:00Z review; Meh\nSlow; - google_play; rating 2|google-play - 2016-05-01T08:00:00Z review; ; - google_play; rating 5"
        },
        // Files of nobody: headers in seven languages.
        { "Fecha de publicación;Reseña;Valoración;Idioma\n31/12/2025 10:30;Tarde;2;español\n", "generic - 2025-12-31T10:30:00Z review; Tarde; -; es; rating 2" },
        { "Data di pubblicazione;Recensione;Autore;Paese\n2025-12-31;In ritardo;@ugo;Italia\n", "generic - 2025-12-31T00:00:00Z mention; In ritardo; -; - IT; ugo" },
        { "Veröffentlicht am;Inhalt;Tonalität;Reichweite\n31.12.2025 9:05;Zu spät;negativ;1.450\n", "generic - 2025-12-31T09:05:00Z mention; Zu spät; negative; reach 1450" },
        { "Publicado em;Mensagem;País\n31/12/2025;Atrasado;Brasil\n", "generic - 2025-12-31T00:00:00Z mention; Atrasado; -; - BR" },
        { "Publié le;Avis;Tonalité\n31/12/2025 14h05;En retard;négatif\n31/12/2025 14:05;En retard;négatif\n", "2: has no date that can be read|generic - 2025-12-31T14:05:00Z mention; En retard; negative" },
        { "Geplaatst op;Bericht;Taal\n31-12-2025 9:05;Te laat;nl-NL\n", "generic - 2025-12-31T09:05:00Z mention; Te laat; -; nl" },
        { "MESSAGE_ID.,Created_Time,Message\r\n9007199254740993,2025-12-31T23:30:00+02:00,\"=cmd|' /C calc'!A0\"\r\n", "generic 9007199254740993 2025-12-31T21:30:00Z mention; =cmd|' /C calc'!A0; -" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Read_FileAsItAlsoComes_GivesAllThatItSays(string file, string expected)
    {
        List<ExportRow> rows = await Export.ReadAsync(Encoding.UTF8.GetBytes(file));

        Assert.Equal(expected, string.Join('|', rows.Select(Print)));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public async Task Read_SameFileInAnyEncoding_GivesTheSame(string name, bool withMark)
    {
        const string file = "Date;Commentaire;Auteur\r\n31/12/2025;\"Très déçu : \"\"élevé\"\"\r\n2e ligne\";Zoë\r\n";
        Encoding encoding = name == "windows-1252" ? Windows1252 : Encoding.GetEncoding(name);
        byte[] bytes = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(file)];
        using MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(bytes);
        }

        string plain = string.Join('|', (await Export.ReadAsync(bytes)).Select(Print));

        Assert.Equal("generic - 2025-12-31T00:00:00Z mention; Très déçu : \"élevé\"\n2e ligne; -; Zoë", plain);
        Assert.Equal(plain, string.Join('|', (await Export.ReadAsync(packed.ToArray())).Select(Print)));
    }

    private static string Print(ExportRow row)
    {
        if (row is ExportRow.Rejected rejected)
        {
            return $"{rejected.Number}: {rejected.Reason}";
        }

        FeedbackItem item = ((ExportRow.Read)row).Item;
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{item.Source} {item.SourceId ?? "-"} {item.SubmittedAt:yyyy-MM-dd'T'HH:mm:ss'Z'} {item.Kind.ToString().ToLowerInvariant()}; {item.Comments?.Single().Text}; ");
        line.Append(Attribute("nativeSentiment") ?? "-").Append(Attribute("network") is { } network ? $" {network}" : "");
        line.Append((item.Language ?? item.Country) is null ? "" : $"; {item.Language ?? "-"}{(item.Country is null ? "" : $" {item.Country}")}");
        line.Append(item.Author is null ? "" : $"; {item.Author}").Append(item.Reach is null ? "" : $"; reach {item.Reach}");
        line.Append(Attribute("engagement") is { } engagement ? $"; engagement {engagement}" : "");
        line.Append(item.Scores is null ? "" : $"; {string.Join(", ", item.Scores.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Type.ToString().ToLowerInvariant()} {s.Value}")))}");
        return line.ToString();

        string? Attribute(string name) => item.Attributes?.GetValueOrDefault(name);
    }
}
