using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxFunnel.Pipeline.Ingest.Quarantine;

namespace CxFunnel.Pipeline.Erase;

/// <summary>
/// Removes a customer from what was set aside. An input that could not be read says by its values whom it is about: one of
/// them, whole, must be the identifier. Of an array only the customer's elements go.
/// </summary>
public sealed class QuarantineEraser(QuarantineStore quarantine)
{
    /// <summary>In a body of no form that we know, a shorter identifier would be found in anybody's.</summary>
    private const int ShortestLooseMatch = 6;

    /// <returns>How many inputs named the customer.</returns>
    public async Task<int> EraseAsync(string program, string customer, CancellationToken cancellation)
    {
        int erased = 0;
        bool isDone = false;
        while (!isDone)
        {
            isDone = true;
            foreach (QuarantinedInput input in await quarantine.InAnyStateAsync(program, cancellation))
            {
                if (input.State is QuarantineState.SentOn or QuarantineState.Erased)
                {
                    await quarantine.DeleteBodyAsync(input, cancellation);
                    continue;
                }

                if (await quarantine.BodyAsync(input, cancellation) is not { } body || Without(body, customer) is not { } rest)
                {
                    continue;
                }

                if (rest.Length > 0)
                {
                    await quarantine.KeepAsync(
                        new SetAside(input.Program, input.Source, input.ContentType, rest, input.Reason, input.ReceivedAt), cancellation);
                }

                bool isRemoved = await quarantine.RemoveAsync(input, QuarantineState.Erased, cancellation);
                erased += isRemoved ? 1 : 0;
                // Someone else is at the same input: look at it again.
                isDone &= isRemoved;
            }
        }

        return erased;
    }

    /// <returns>The body without the customer's part, empty when nothing else is in it; null when it does not name the customer.</returns>
    internal static byte[]? Without(byte[] body, string customer)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return NamesLoosely(Encoding.UTF8.GetString(body), customer) ? [] : null;
        }

        if (root is not JsonArray { Count: > 1 } list)
        {
            return Names(root, customer) ? [] : null;
        }

        JsonNode?[] others = [.. list.Where(element => !Names(element, customer))];
        return others.Length == list.Count ? null
            : others.Length == 0 ? []
            : JsonSerializer.SerializeToUtf8Bytes(new JsonArray([.. others.Select(o => o?.DeepClone())]));
    }

    private static bool Names(JsonNode? node, string customer) => node switch
    {
        JsonObject o => o.Any(p => Names(p.Value, customer)),
        JsonArray a => a.Any(e => Names(e, customer)),
        JsonValue v => v.ToString().Trim().Equals(customer, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>A form's value is the identifier; or, in anything else, the identifier stands there as a word.</summary>
    private static bool NamesLoosely(string body, string customer)
    {
        bool isValue = body.Split('&', '\n', '\r').Any(field =>
            Uri.UnescapeDataString(field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace('+', ' ')).Trim().Equals(customer, StringComparison.OrdinalIgnoreCase));
        if (isValue || customer.Length < ShortestLooseMatch)
        {
            return isValue;
        }

        for (int at = body.IndexOf(customer, StringComparison.OrdinalIgnoreCase); at >= 0; at = body.IndexOf(customer, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + customer.Length;
            if ((at == 0 || !IsWord(body[at - 1])) && (end == body.Length || !IsWord(body[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '@';
}
