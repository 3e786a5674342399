using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CxFunnel.Functions.Report.Dashboard;

/// <summary>
/// The page in one piece: style, words and script are put into it, and the policy names the hashes of exactly these, so that
/// nothing else runs, not even on a page that somebody managed to write into. Made once; the same for every reader.
/// </summary>
internal static class DashboardPage
{
    private static readonly string Style = Read("dashboard.css");

    private static readonly string Script = Read("dashboard.js");

    public static EmbeddedDocument Document { get; } = EmbeddedDocument.Of("text/html; charset=utf-8", Encoding.UTF8.GetBytes(Assemble()));

    /// <summary>The page talks to its own app and to nobody else; an address with a key in it never leaves as a referrer.</summary>
    public static IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Content-Security-Policy"] =
            $"default-src 'none'; script-src {Hash(Script)}; style-src {Hash(Style)}; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ["Referrer-Policy"] = "no-referrer",
        ["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    private static string Assemble() => Inline(
        Read("index.html"),
        ("<link rel=\"stylesheet\" href=\"dashboard.css\">", $"<style>{Style}</style>"),
        ("<script type=\"application/json\" id=\"words\" src=\"words.json\"></script>", $"<script type=\"application/json\" id=\"words\">{Compact(Read("words.json"))}</script>"),
        ("<script type=\"module\" src=\"dashboard.js\"></script>", $"<script type=\"module\">{Script}</script>"));

    private static string Inline(string page, params ReadOnlySpan<(string Reference, string Content)> parts)
    {
        foreach ((string reference, string content) in parts)
        {
            if (!page.Contains(reference, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"index.html has no '{reference}' to put the file in the place of.");
            }

            page = page.Replace(reference, content, StringComparison.Ordinal);
        }

        return page;
    }

    /// <summary>Without the spaces that make the file readable.</summary>
    private static string Compact(string json)
    {
        using MemoryStream compact = new();
        using (JsonDocument document = JsonDocument.Parse(json))
        using (Utf8JsonWriter writer = new(compact, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(compact.ToArray());
    }

    /// <summary>A browser hashes a text with its line ends made LF.</summary>
    private static string Read(string name) => EmbeddedDocument.ReadText($"Dashboard/{name}").ReplaceLineEndings("\n");

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
