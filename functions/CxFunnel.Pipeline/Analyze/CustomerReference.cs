using System.Security.Cryptography;
using System.Text;
using CxFunnel.Pipeline.Contracts;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>
/// Names people without saying who they are: HMAC-SHA256 under a key of this installation, cut to 128 bits. The same
/// person of a program has the same reference everywhere; without the key nobody can try out names.
/// </summary>
public sealed class CustomerReference(byte[] key)
{
    /// <summary>By the customer's id, else by e-mail address; null when the item has neither.</summary>
    public string? Of(string program, Customer? customer) =>
        customer?.Id is { } id ? Hash($"customer\0{program}\0id\0{id}")
        : customer?.Email is { } email ? Hash($"customer\0{program}\0email\0{email}")
        : null;

    public string? OfAuthor(string program, string source, string? author) =>
        author is null ? null : Hash($"author\0{program}\0{source}\0{author}");

    /// <summary>Every reference under which a program may know a customer: what was given may be the id or the e-mail address.</summary>
    public IReadOnlyList<string> AllOf(string program, string customer)
    {
        ArgumentNullException.ThrowIfNull(customer);
        return [Of(program, new Customer { Id = customer })!, Of(program, new Customer { Email = customer.ToLowerInvariant() })!];
    }

    /// <summary>Proves that this installation wrote something: HMAC-SHA256 under its key, as hex.</summary>
    public string Seal(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(HMACSHA256.HashData(key, content));

    private string Hash(string identity) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
}
