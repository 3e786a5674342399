using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Ingest.Quarantine;

/// <summary>Shows a body that was set aside without the personal data in it, so that people can see what is wrong with it.</summary>
public sealed class RedactedBody(EmbeddedTextEngine engine)
{
    /// <summary>What is beyond it is cut off: the shape of an input shows at its beginning.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxTextChars = 4_000;
    private const string Hidden = "[hidden]";

    /// <summary>Fields whose values are identity whatever they look like.</summary>
    private static readonly string[] IdentityNames = ["name", "email", "mail", "phone", "mobile", "address", "author", "customer", "user", "respondent", "contact", "ip", "token", "secret", "hidden"];

    /// <returns>JSON for a JSON body, with its form kept; else text. Never the original of any text in it.</returns>
    public string Show(byte[] body, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Length <= MaxBytes && TryParse(body) is { } root)
        {
            List<(JsonNode Owner, object At, string Text)> texts = [];
            Gather(root, texts);
            foreach ((JsonNode owner, object at, string each) in texts)
            {
                cancellation.ThrowIfCancellationRequested();
                Put(owner, at, engine.Analyze(new TextInput(Cut(each))).Redacted);
            }

            return root.ToJsonString();
        }

        string text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxBytes)));
        if (!text.AsSpan().ContainsAny(" \r\n"))
        {
            // A form spells an address with %40; read so, no finder would see it.
            text = Uri.UnescapeDataString(text.Replace('+', ' '));
        }

        return string.Concat(text.Chunk(MaxTextChars).Select(piece => engine.Analyze(new TextInput(new string(piece))).Redacted));
    }

    private static JsonNode? TryParse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is { } root and (JsonObject or JsonArray) ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Gather(JsonNode node, List<(JsonNode Owner, object At, string Text)> texts)
    {
        switch (node)
        {
            case JsonObject o:
                foreach ((string name, JsonNode? value) in o.ToArray())
                {
                    if (value is JsonValue && IdentityNames.Any(n => name.Contains(n, StringComparison.OrdinalIgnoreCase)))
                    {
                        o[name] = Hidden;
                    }
                    else
                    {
                        Gather(o, name, value, texts);
                    }
                }

                break;
            case JsonArray a:
                for (int i = 0; i < a.Count; i++)
                {
                    Gather(a, i, a[i], texts);
                }

                break;
        }
    }

    private static void Gather(JsonNode owner, object at, JsonNode? value, List<(JsonNode Owner, object At, string Text)> texts)
    {
        if (value is JsonValue plain)
        {
            if (plain.TryGetValue(out string? text))
            {
                texts.Add((owner, at, text));
            }
        }
        else if (value is not null)
        {
            Gather(value, texts);
        }
    }

    private static void Put(JsonNode owner, object at, string text)
    {
        if (at is string name)
        {
            owner[name] = text;
        }
        else
        {
            owner[(int)at] = text;
        }
    }

    private static string Cut(string text) => text.Length <= MaxTextChars ? text : text[..MaxTextChars] + " …";
}
