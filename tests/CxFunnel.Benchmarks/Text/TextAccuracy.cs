using System.Globalization;
using CxFunnel.Benchmarks.Text.Vader;
using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.Benchmarks.Text;

/// <summary>Right answers on development rows: the engine, a plain regression on the same training rows, and word lists alone.</summary>
internal static class TextAccuracy
{
    /// <summary>How many points of macro-recall and macro-F1 the engine is to be ahead of word lists.</summary>
    private const double LeadOverLists = 0.10;

    public static void Write(TextWriter output, string dataFolder, EmbeddedTextEngine engine, TextBars bars, bool isSmoke)
    {
        DataFolder data = new(dataFolder);
        WordListBaseline lists = new(data);
        PlainRegression plain = PlainRegression.Train(data);
        output.WriteLine("macro-recall / macro-F1 on development rows (kind given; engine: mixed counts by its larger side)");
        output.WriteLine($"{"source",-24}{"rows",7}{"engine",16}{"regression",16}{"word list",16}{"VADER",16}{"language",10}");
        List<string> behindLists = [];
        List<string> behindRegression = [];
        int sets = 0;
        SortedDictionary<string, Pool> pools = new(StringComparer.Ordinal);
        foreach (IGrouping<string, LabelledText> group in data.Sentiment("core_dev", "mabsa_dev")
            .Where(t => t.Corpus is not "xed" and not "xed-proj" && EmbeddedTextEngine.ScoredLanguages.Contains(t.Language, StringComparer.Ordinal))
            .GroupBy(t => $"{t.Corpus} {t.Language}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            LabelledText[] texts = isSmoke ? [.. group.Take(50)] : [.. group];
            Confusion ours = new();
            Confusion theirs = new();
            Confusion listed = new();
            int rightLanguage = 0;
            foreach (LabelledText text in texts)
            {
                TextKind kind = SentimentRows.KindOf(text) switch
                {
                    1 => TextKind.Mention,
                    2 => TextKind.Review,
                    _ => TextKind.Unknown,
                };
                SentimentSummary answer = engine.AnalyzeSentiment(new TextInput(text.Text) { Kind = kind, Language = text.Language });
                ours.Add(text.Label, LabelOf(answer));
                theirs.Add(text.Label, plain.Answer(text));
                listed.Add(text.Label, lists.Answer(text));
                rightLanguage += engine.AnalyzeSentiment(new TextInput(text.Text)).Language.Code == text.Language ? 1 : 0;
            }

            string kindOfText = SentimentRows.KindOf(texts[0]) == SentimentKinds.Review ? "review" : "social";
            string name = $"{texts[0].Language} {kindOfText}";
            if (!pools.TryGetValue(name, out Pool? pool))
            {
                pools.Add(name, pool = new Pool());
            }

            Confusion? vader = texts[0].Language == "en" ? Vader(texts) : null;
            sets++;
            Note(behindLists, group.Key, ours, listed, LeadOverLists);
            if (vader is not null)
            {
                Note(behindLists, $"{group.Key} (VADER)", ours, vader, LeadOverLists);
            }

            Note(behindRegression, group.Key, ours, theirs, lead: 0);
            pool.Add(ours, theirs, listed, vader);
            output.WriteLine($"{group.Key,-24}{texts.Length,7}{Of(ours),16}{Of(theirs),16}{Of(listed),16}{(vader is null ? "-" : Of(vader)),16}{(double)rightLanguage / texts.Length,10:P1}");
        }

        Add(bars, "10 points above word lists and VADER, recall and F1", sets, behindLists, output);
        Add(bars, "above the plain regression, recall and F1", sets, behindRegression, output);
        WritePools(output, pools, bars);
        Dictionary<string, double> languages = LanguageCheck.Write(data, output);
        bars.Share("language of short sentences, the seven", 0.985, languages[LanguageCheck.ScoredSentences]);
        bars.Share("language of tweets and comments", 0.97, languages[LanguageCheck.Tweets]);
        bars.Share("27 languages told apart", 0.90, languages[LanguageCheck.AllSentences]);
    }

    /// <summary>The same rows by language and kind of text, whatever the corpus.</summary>
    private static void WritePools(TextWriter output, SortedDictionary<string, Pool> pools, TextBars bars)
    {
        output.WriteLine("by language and kind");
        List<string> behindLists = [];
        List<string> behindRegression = [];
        foreach ((string name, Pool pool) in pools)
        {
            Note(behindLists, name, pool.Ours, pool.Listed, LeadOverLists);
            Note(behindRegression, name, pool.Ours, pool.Regression, lead: 0);
            if (pool.Vader.Total > 0)
            {
                Note(behindLists, $"{name} (VADER)", pool.Ours, pool.Vader, LeadOverLists);
            }

            output.WriteLine($"{name,-24}{pool.Ours.Total,7}{Of(pool.Ours),16}{Of(pool.Regression),16}{Of(pool.Listed),16}{(pool.Vader.Total == 0 ? "-" : Of(pool.Vader)),16}");
        }

        Add(bars, "10 points above lists and VADER, by language and kind", pools.Count, behindLists, output);
        Add(bars, "above the plain regression, by language and kind", pools.Count, behindRegression, output);
    }

    private static Confusion? Vader(LabelledText[] texts)
    {
        if (VaderBaseline.Run([.. texts.Select(t => t.Text)], rounds: 1, out _) is not { } result)
        {
            return null;
        }

        Confusion vader = new();
        for (int i = 0; i < texts.Length; i++)
        {
            vader.Add(texts[i].Label, VaderResult.LabelOf(result.Compounds[i]));
        }

        return vader;
    }

    private static void Note(List<string> behind, string name, Confusion ours, Confusion theirs, double lead)
    {
        double least = Math.Min(ours.MacroRecall - theirs.MacroRecall, ours.MacroF1 - theirs.MacroF1);
        if (least < lead)
        {
            behind.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {least * 100:+0.0;-0.0}"));
        }
    }

    private static void Add(TextBars bars, string bar, int sets, List<string> behind, TextWriter output)
    {
        bars.Add(bar, "every set", behind.Count == 0 ? $"all {sets} sets" : $"not in {behind.Count} comparisons, see above", behind.Count == 0);
        if (behind.Count > 0)
        {
            output.WriteLine($"not {bar}: {string.Join(", ", behind)} (the lesser lead, in points)");
        }
    }

    private static string Of(Confusion answers) => string.Create(CultureInfo.InvariantCulture, $"{answers.MacroRecall * 100:F1} / {answers.MacroF1 * 100:F1}");

    private static int LabelOf(SentimentSummary answer) => answer.Sentiment switch
    {
        SentimentLabel.Neutral => 1,
        SentimentLabel.Positive => 2,
        SentimentLabel.Negative => 0,
        _ => answer.Score >= 0 ? 2 : 0,
    };

    /// <summary>What all read of one language and kind.</summary>
    private sealed class Pool
    {
        public Confusion Ours { get; } = new();

        public Confusion Regression { get; } = new();

        public Confusion Listed { get; } = new();

        /// <summary>Empty where VADER cannot read the language.</summary>
        public Confusion Vader { get; } = new();

        public void Add(Confusion ours, Confusion regression, Confusion listed, Confusion? vader)
        {
            Ours.Add(ours);
            Regression.Add(regression);
            Listed.Add(listed);
            if (vader is not null)
            {
                Vader.Add(vader);
            }
        }
    }
}
