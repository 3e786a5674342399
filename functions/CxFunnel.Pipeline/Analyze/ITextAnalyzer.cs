using CxFunnel.Pipeline.Learn;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.Learning;

namespace CxFunnel.Pipeline.Analyze;

/// <summary>Text analytics, whichever engine does it.</summary>
public interface ITextAnalyzer
{
    /// <param name="program">Whose texts they are: a program can have weights of its own.</param>
    /// <param name="texts">Any number, also none.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>An insight a text, in the order of the texts; each says which engine and version made it.</returns>
    Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation);
}

/// <summary>The engine inside this process, with the weights that the program's owners taught it.</summary>
/// <param name="models">Null for the shipped weights alone.</param>
public sealed class EmbeddedTextAnalyzer(EmbeddedTextEngine engine, ProgramModels? models = null) : ITextAnalyzer
{
    public async Task<IReadOnlyList<TextInsight>> AnalyzeAsync(string program, IReadOnlyList<TextInput> texts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(texts);
        OwnWeights? own = models is null || texts.Count == 0 ? null : await models.OfAsync(program, cancellation);
        TextInsight[] insights = new TextInsight[texts.Count];
        for (int i = 0; i < insights.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            insights[i] = engine.Analyze(texts[i], own);
        }

        return insights;
    }
}
