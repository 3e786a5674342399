namespace CxFunnel.TextAnalytics.Training;

/// <summary>How often the shipped language model is right on sentences and tweets that it was not trained on.</summary>
internal static class LanguageCheck
{
    public const string AllSentences = "sentences, 27 languages";
    public const string ScoredSentences = "sentences, scored languages";
    public const string Tweets = "tweets and comments";

    /// <returns>The share of right answers, 0..1, by the name of the texts.</returns>
    public static Dictionary<string, double> Write(DataFolder data, TextWriter log)
    {
        Dictionary<string, double> rights = [];
        EmbeddedTextEngine engine = new();
        List<(string Language, string Text)> sentences = [.. data.Sentences().Where(s => DataFolder.IsHeldBack(s.Text, 15))];
        List<(string Language, string Text)> tweets = [.. data.Sentiment("core_dev").Where(t => t.Corpus is "semeval2013-16" or "sb10k" or "potts" or "brighter").Select(t => (t.Language, t.Text))];
        List<(string Language, string Text)> fragments = [.. tweets.Select(t => (t.Language, string.Join(' ', t.Text.Split(' ').Take(6))))];
        Report(AllSentences, sentences);
        Report(ScoredSentences, [.. sentences.Where(s => EmbeddedTextEngine.ScoredLanguages.Contains(s.Language, StringComparer.Ordinal))]);
        Report(Tweets, tweets);
        Report("their first six words", fragments);
        return rights;

        void Report(string name, List<(string Language, string Text)> texts)
        {
            int right = 0;
            int unknown = 0;
            int confident = 0;
            int confidentRight = 0;
            foreach ((string language, string text) in texts)
            {
                DetectedLanguage answer = engine.AnalyzeSentiment(new TextInput(text)).Language;
                right += answer.Code == language ? 1 : 0;
                unknown += answer.Code == DetectedLanguage.Unknown ? 1 : 0;
                confident += answer.Confidence >= 0.9 ? 1 : 0;
                confidentRight += answer.Confidence >= 0.9 && answer.Code == language ? 1 : 0;
            }

            rights[name] = (double)right / texts.Count;
            log.WriteLine($"{name,-30} n {texts.Count,6} right {(double)right / texts.Count:P2} unknown {(double)unknown / texts.Count:P2}; stated 0.9 and more: {(double)confident / texts.Count:P1} of them, right {(double)confidentRight / confident:P2}");
        }
    }
}
