using CxFunnel.TextAnalytics;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>Text analytics, whichever engine does it.</summary>
public interface ITextAnalyzer
{
    /// <param name="program">Whose texts they are.</param>
    /// <param name="texts">Any number, also none.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>An insight a text, in the order of the texts; each says which engine and version made it.</returns>
    Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation);
}

/// <summary>The engine inside this process. It computes at once; nothing is awaited.</summary>
public sealed class EmbeddedTextAnalyzer(EmbeddedTextEngine engine) : ITextAnalyzer
{
    public Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        TextInsight[] insights = new TextInsight[texts.Count];
        for (int i = 0; i < insights.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            insights[i] = engine.Analyze(texts[i]);
        }

        return Task.FromResult<IReadOnlyList<TextInsight>>(insights);
    }
}
