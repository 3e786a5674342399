using CxFunnel.Pipeline.Storage;
using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze.Cloud;

/// <summary>Which engines read the texts, and how the second one fares. For people who watch the app.</summary>
public sealed class LanguageStatus(ITextAnalyzer analyzer, TextRecordBudget budget)
{
    /// <exception cref="StorageUnavailableException">The budget cannot be read.</exception>
    public async Task<EngineStatus> ReadAsync(CancellationToken cancellation)
    {
        if (analyzer is not RoutedTextAnalyzer routed)
        {
            return new EngineStatus(EmbeddedTextEngine.Version, Second: null);
        }

        BudgetState state = await budget.ReadAsync(cancellation);
        return new EngineStatus(
            EmbeddedTextEngine.Version,
            new SecondEngineStatus(
                routed.SecondEngine, char.ToLowerInvariant(routed.Breaker.ToString()[0]) + routed.Breaker.ToString()[1..], state.PerMonth, state.Left, state.PausedUntil, routed.CachedFindings));
    }
}

/// <param name="Second">Null when only the embedded engine is configured.</param>
public sealed record EngineStatus(string First, SecondEngineStatus? Second);

/// <param name="Engine">Its latest model, <c>azure-language</c> until it has answered.</param>
/// <param name="Breaker"><c>closed</c>: it is asked; <c>open</c>: it is left alone after failures; <c>halfOpen</c>: one call tries it. Of this worker.</param>
/// <param name="RecordsLeft">Text records of this month that nobody has set aside, and those that this worker has.</param>
/// <param name="PausedUntil">Its own quota is used up; null when it is not.</param>
/// <param name="CachedFindings">Remembered by this worker.</param>
public sealed record SecondEngineStatus(string Engine, string Breaker, long RecordsPerMonth, long RecordsLeft, DateTimeOffset? PausedUntil, int CachedFindings);
