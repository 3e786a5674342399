using System.Globalization;
using CxFunnel.Benchmarks.Text.Vader;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.RootCauses;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.Benchmarks.Text;

/// <summary>
/// <c>./cx bench text</c>: how fast the embedded engine is beside VADER in JavaScript, what it allocates, how big its models are and, where
/// the training data is at hand, how often it is right beside VADER, word lists and a plain regression trained on the same rows; and, at
/// the end, every bar in one table.
/// </summary>
public static class TextBenchmark
{
    /// <param name="output">Where the tables go.</param>
    /// <param name="dataFolder">Laid out as docs/model-card.md says; null leaves accuracy out.</param>
    /// <param name="isSmoke">Few texts, only to prove that it works.</param>
    public static void Run(TextWriter output, string? dataFolder = null, bool isSmoke = false)
    {
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        EmbeddedTextEngine engine = new();
        engine.Analyze(new TextInput("The first text pays for loading."));
        double startUp = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds;
        double waited = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        TextInput[] texts = [.. TextWorkload.ShortComments(isSmoke ? 500 : 20_000, seed: 42).Select(text => new TextInput(text))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{texts.Length} comments in 7 languages, {texts.Average(t => t.Text.Length):F0} characters on average, one thread"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-28}{"texts/s",12}{"us/text",10}{"bytes/text",12}"));
        int rounds = isSmoke ? 1 : 5;
        TextBars bars = new();
        Speed everything = Measure(output, "everything", texts, rounds, text => engine.Analyze(text).Score);
        Speed sentiment = Measure(output, "language and sentiment", texts, rounds, text => engine.AnalyzeSentiment(text).Score);
        bars.AtLeast("everything, one core", 60_000, everything.TextsPerSecond, " texts/s");
        bars.AtLeast("language and sentiment, one core", 150_000, sentiment.TextsPerSecond, " texts/s");
        bars.Add("allocated a text, language and sentiment", "0 bytes", Number(sentiment.BytesPerText, " bytes"), sentiment.BytesPerText < 1);
        bars.Add("allocated a text, everything (what it returns)", "-", Number(everything.BytesPerText, " bytes"), isMet: null);
        WriteVader(output, bars, texts, everything, sentiment, rounds);
        MeasureCauses(output, engine, texts, rounds);
        if (dataFolder is not null)
        {
            TextInput[] real = [.. new DataFolder(dataFolder).Sentiment("core_dev").Where(t => t.Text.Length is > 40 and < 125).Take(isSmoke ? 200 : 20_000).Select(t => new TextInput(t.Text))];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{real.Length} real texts of {real.Average(t => t.Text.Length):F0} characters"));
            bars.AtLeast("everything, one core, real texts", 60_000, Measure(output, "everything", real, rounds, text => engine.Analyze(text).Score).TextsPerSecond, " texts/s");
            bars.AtLeast("language and sentiment, one core, real texts", 150_000, Measure(output, "language and sentiment", real, rounds, text => engine.AnalyzeSentiment(text).Score).TextsPerSecond, " texts/s");
            MeasureCauses(output, engine, real, rounds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first answer after {startUp:F0} ms of processor, {waited:F0} ms by the clock; {memory / 1e6:F0} MB in use; models and lists {EmbeddedTextEngine.DataBytes / 1e6:F1} MB"));
        // By the clock the same start takes five times as long beside twenty other tasks; what it asks of the processor stays.
        bars.Below("start-up to the first answer, processor time", 100, startUp, " ms");
        bars.Below("memory in use after it", 60, memory / 1e6, " MB");
        bars.Below("models, rules and word lists in the assembly", 6, EmbeddedTextEngine.DataBytes / 1e6, " MB");
        if (dataFolder is not null)
        {
            TextAccuracy.Write(output, dataFolder, engine, bars, isSmoke);
        }
        else
        {
            bars.Add("accuracy and language identification", "-", "name the data with --data", isMet: null);
        }

        bars.Write(output);
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

    /// <summary>The same texts through VADER, most of which it cannot read; its speed does not depend on that.</summary>
    private static void WriteVader(TextWriter output, TextBars bars, TextInput[] texts, Speed everything, Speed sentiment, int rounds)
    {
        if (VaderBaseline.Run([.. texts.Select(t => t.Text)], rounds, out string? problem) is not { } vader)
        {
            output.WriteLine($"VADER in JavaScript: not measured, {problem}");
            bars.Add("beside VADER in JavaScript", "-", $"not measured, {problem}", isMet: null);
            return;
        }

        double perSecond = texts.Length / vader.Seconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"VADER in JavaScript",-28}{perSecond,12:N0}{vader.Seconds / texts.Length * 1e6,10:F1}{"-",12}"));
        bars.Add("beside VADER in JavaScript: everything / sentiment", "-", string.Create(CultureInfo.InvariantCulture, $"{everything.TextsPerSecond / perSecond:F1} x / {sentiment.TextsPerSecond / perSecond:F1} x"), isMet: null);
    }

    private static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:N0}{unit}");

    private static Speed Measure(TextWriter output, string name, TextInput[] texts, int rounds, Func<TextInput, double> analyze)
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
        return new Speed(texts.Length / best, (double)bytes / texts.Length);
    }

    private readonly record struct Speed(double TextsPerSecond, double BytesPerText);
}
