using System.Globalization;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.Benchmarks.Text;

/// <summary>
/// <c>./cx bench text</c>: how fast the embedded engine is, what it allocates, how big its models are and, where the training data is
/// at hand, how often it is right beside word lists and beside a plain regression trained on the same rows.
/// </summary>
public static class TextBenchmark
{
    /// <param name="output">Where the tables go.</param>
    /// <param name="dataFolder">Laid out as docs/model-card.md says; null leaves accuracy out.</param>
    /// <param name="isSmoke">Few texts, only to prove that it works.</param>
    public static void Run(TextWriter output, string? dataFolder = null, bool isSmoke = false)
    {
        long started = TimeProvider.System.GetTimestamp();
        EmbeddedTextEngine engine = new();
        engine.Analyze(new TextInput("The first text pays for loading."));
        double startUp = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        TextInput[] texts = [.. TextWorkload.ShortComments(isSmoke ? 500 : 20_000, seed: 42).Select(text => new TextInput(text))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{texts.Length} comments in 7 languages, {texts.Average(t => t.Text.Length):F0} characters on average, one thread"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-28}{"texts/s",12}{"us/text",10}{"bytes/text",12}"));
        int rounds = isSmoke ? 1 : 5;
        Measure(output, "everything", texts, rounds, text => engine.Analyze(text).Score);
        Measure(output, "language and sentiment", texts, rounds, text => engine.AnalyzeSentiment(text).Score);
        MeasureCauses(output, engine, texts, rounds);
        if (dataFolder is not null)
        {
            TextInput[] real = [.. new DataFolder(dataFolder).Sentiment("core_dev").Where(t => t.Text.Length is > 40 and < 140).Take(isSmoke ? 200 : 20_000).Select(t => new TextInput(t.Text))];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{real.Length} real texts of {real.Average(t => t.Text.Length):F0} characters"));
            Measure(output, "everything", real, rounds, text => engine.Analyze(text).Score);
            Measure(output, "language and sentiment", real, rounds, text => engine.AnalyzeSentiment(text).Score);
            MeasureCauses(output, engine, real, rounds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first answer after {startUp:F0} ms; {memory / 1e6:F0} MB in use; models and lists {EmbeddedTextEngine.DataBytes / 1e6:F1} MB"));
        if (dataFolder is not null)
        {
            TextAccuracy.Write(output, dataFolder, engine, isSmoke);
        }
    }

    /// <summary>What the taxonomy costs on top of the analysis, which is done beforehand.</summary>
    private static void MeasureCauses(TextWriter output, EmbeddedTextEngine engine, TextInput[] texts, int rounds)
    {
        CauseReader reader = new(Taxonomy.Shipped);
        Dictionary<TextInput, TextInsight> insights = new(ReferenceEqualityComparer.Instance);
        foreach (TextInput text in texts)
        {
            insights[text] = engine.Analyze(text);
        }

        Measure(output, "root causes, on top", texts, rounds, text => reader.Read(text, insights[text]).Causes.Count);
    }

    private static void Measure(TextWriter output, string name, TextInput[] texts, int rounds, Func<TextInput, double> analyze)
    {
        double sum = 0;
        foreach (TextInput text in texts)
        {
            sum += analyze(text); // Warm: jitted, caches filled.
        }

        double best = double.MaxValue;
        long bytes = 0;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = TimeProvider.System.GetTimestamp();
            foreach (TextInput text in texts)
            {
                sum += analyze(text);
            }

            best = Math.Min(best, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        if (double.IsNaN(sum))
        {
            throw new InvalidOperationException("A score is not a number.");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{texts.Length / best,12:N0}{best / texts.Length * 1e6,10:F1}{(double)bytes / texts.Length,12:N0}"));
    }
}
