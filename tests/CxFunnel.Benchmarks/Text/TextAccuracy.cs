using CxFunnel.TextAnalytics;
using CxFunnel.TextAnalytics.Training;

namespace CxFunnel.Benchmarks.Text;

/// <summary>Right answers on development rows: the engine, a plain regression on the same training rows, and word lists alone.</summary>
internal static class TextAccuracy
{
    public static void Write(TextWriter output, string dataFolder, EmbeddedTextEngine engine, bool isSmoke)
    {
        DataFolder data = new(dataFolder);
        WordListBaseline lists = new(data);
        PlainRegression plain = PlainRegression.Train(data);
        output.WriteLine("macro-F1 on development rows (kind given; engine: mixed counts by its larger side)");
        output.WriteLine($"{"source",-24}{"rows",7}{"engine",9}{"regression",12}{"word list",11}{"language",10}");
        foreach (IGrouping<string, LabelledText> group in data.Sentiment("core_dev", "mabsa_dev")
            .Where(t => t.Corpus is not "xed" and not "xed-proj" && EmbeddedTextEngine.ScoredLanguages.Contains(t.Language, StringComparer.Ordinal))
            .GroupBy(t => $"{t.Corpus} {t.Language}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Confusion ours = new();
            Confusion theirs = new();
            Confusion listed = new();
            int rightLanguage = 0;
            int rows = 0;
            foreach (LabelledText text in isSmoke ? group.Take(50) : group)
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
                rows++;
            }

            output.WriteLine($"{group.Key,-24}{rows,7}{ours.MacroF1,9:P1}{theirs.MacroF1,12:P1}{listed.MacroF1,11:P1}{(double)rightLanguage / rows,10:P1}");
        }
    }

    private static int LabelOf(SentimentSummary answer) => answer.Sentiment switch
    {
        SentimentLabel.Neutral => 1,
        SentimentLabel.Positive => 2,
        SentimentLabel.Negative => 0,
        _ => answer.Score >= 0 ? 2 : 0,
    };
}
