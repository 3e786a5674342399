using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Intake;
using CxFunnel.Pipeline.RootCauses.Knowledge;
using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics.RootCauses;

namespace CxFunnel.Pipeline.RootCauses;

/// <summary>A taxonomy that was taken.</summary>
/// <param name="Number">Which of the program's own, from 1.</param>
/// <param name="Causes">How many root causes it knows.</param>
public sealed record TakenTaxonomy(string Version, int Number, int Causes);

/// <summary>Programs' own taxonomies: checked before they are kept; all feedback is read again by a new one, and the tables switch when it is done.</summary>
public sealed class ProgramTaxonomies(CauseKnowledgeStore knowledge, ProgramRegistry registry)
{
    private const int MaxAttempts = 10;

    /// <returns>Null when the document has errors.</returns>
    /// <exception cref="StorageUnavailableException">Not taken; send it again.</exception>
    public async Task<TakenTaxonomy?> PutAsync(string program, ReadOnlyMemory<byte> document, InputErrors errors, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(errors);
        Taxonomy? taxonomy = Taxonomy.Read(document.Span, Taxonomy.Shipped, out IReadOnlyList<TaxonomyError> found);
        if (taxonomy is null)
        {
            foreach (TaxonomyError error in found)
            {
                errors.Add(error.Pointer, error.Message);
            }

            return null;
        }

        await registry.EnsureAsync(program, cancellation);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            StoredKnowledge seen = await knowledge.ReadAsync(program, cancellation);
            if (await knowledge.PutTaxonomyAsync(program, seen, taxonomy, document, cancellation))
            {
                return new TakenTaxonomy(taxonomy.Version, seen.TaxonomyNumber + 1, taxonomy.Causes.Count);
            }
        }

        throw new StorageUnavailableException($"The program's taxonomy was set by others {MaxAttempts} times in a row.");
    }

    /// <summary>The program's own document as it was put, else the shipped one: a starting point for one's own.</summary>
    public async Task<byte[]> DocumentAsync(string program, CancellationToken cancellation) =>
        await knowledge.TaxonomyDocumentAsync(program, cancellation) ?? Taxonomy.ShippedDocument();
}
