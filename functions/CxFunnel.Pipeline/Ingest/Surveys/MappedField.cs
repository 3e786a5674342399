using System.Collections.Immutable;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>One of a mapping's fields, its name understood.</summary>
/// <param name="Field">Null for an attribute.</param>
/// <param name="Attribute">The attribute's name; null for a field.</param>
/// <param name="Paths">The first that holds something counts.</param>
internal sealed record MappedField(ResponseField? Field, string? Attribute, IReadOnlyList<string> Paths)
{
    private const string AttributePrefix = "attributes.";

    /// <summary>In the mapping's order; names that are neither field nor attribute are left out.</summary>
    public static ImmutableArray<MappedField> Of(IReadOnlyDictionary<string, IReadOnlyList<string>> fields) =>
    [
        .. from entry in fields
           let isField = ResponseFields.ByContractName.ContainsKey(entry.Key)
           where isField || entry.Key.StartsWith(AttributePrefix, StringComparison.Ordinal)
           select isField
               ? new MappedField(ResponseFields.ByContractName[entry.Key], Attribute: null, entry.Value)
               : new MappedField(Field: null, entry.Key[AttributePrefix.Length..], entry.Value),
    ];
}
