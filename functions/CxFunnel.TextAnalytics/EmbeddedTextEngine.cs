using System.Globalization;
using System.Numerics;
using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Learning;
using CxFunnel.TextAnalytics.Opinions;
using CxFunnel.TextAnalytics.PersonalData;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics;

/// <summary>The engine that needs no cloud: pure, deterministic, and safe to use from many threads at once.</summary>
public sealed class EmbeddedTextEngine
{
    /// <summary>Goes up with every change that can change a result; stored beside each result.</summary>
    public const string Version = "embedded/1.5";

    private const int ShortText = 8;

    private readonly Knowledge _knowledge = Knowledge.Shared;

    /// <summary>The languages that are scored, as lower-case ISO 639-1 codes. Others are recognised and left neutral.</summary>
    public static IReadOnlyList<string> ScoredLanguages => Knowledge.Codes;

    /// <summary>How many bytes of models, rules and word lists the assembly carries.</summary>
    public static long DataBytes => EmbeddedData.TotalBytes;

    /// <summary>Analyzes one text. Never throws for what the text holds.</summary>
    /// <param name="input">The text and what is known about it.</param>
    /// <param name="own">What the program's owners taught; null, or weights for another version of the engine, leaves the shipped ones alone.</param>
    public TextInsight Analyze(TextInput input, OwnWeights? own = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        Workspace workspace = Workspace.Rent();
        try
        {
            return Analyze(input, workspace, Fitting(own));
        }
        finally
        {
            Workspace.Return(workspace);
        }
    }

    /// <summary>Language and sentiment alone, the same as <see cref="Analyze(TextInput, OwnWeights)"/> finds them, without any garbage.</summary>
    public SentimentSummary AnalyzeSentiment(TextInput input, OwnWeights? own = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        Workspace workspace = Workspace.Rent();
        try
        {
            DetectedLanguage language = Read(input, workspace, out LanguagePack? pack);
            SentimentScore whole = SentimentScore.None;
            Judge(input, workspace, pack, Fitting(own), ref whole, []);
            return new SentimentSummary(language, whole.Label, whole.Score, whole.Confidence);
        }
        finally
        {
            Workspace.Return(workspace);
        }
    }

    /// <summary>Learns from texts whose labels people corrected. Deterministic: the same corrections give the same weights.</summary>
    /// <param name="corrections">At least one; those in a language that is not scored are left out.</param>
    /// <param name="number">The number that the learned weights get, at least 1.</param>
    /// <param name="program">Whose they are; part of their version.</param>
    public OwnTraining Learn(IReadOnlyList<CorrectedText> corrections, string program, int number, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        List<OwnRow> rows = [];
        Workspace workspace = Workspace.Rent();
        try
        {
            foreach (CorrectedText corrected in corrections)
            {
                cancellation.ThrowIfCancellationRequested();
                if (Row(corrected, workspace) is { } row)
                {
                    rows.Add(row);
                }
            }
        }
        finally
        {
            Workspace.Return(workspace);
        }

        return OwnWeightsTrainer.Train(rows, string.Create(CultureInfo.InvariantCulture, $"{Version}+{program}.{number}"));
    }

    /// <summary>A corrected text as the trainer sees it; null where the language is not scored or there is nothing to read.</summary>
    private OwnRow? Row(CorrectedText corrected, Workspace workspace)
    {
        (TextInput input, SentimentLabel label) = corrected;
        Read(input, workspace, out LanguagePack? pack);
        TokenBuffer tokens = workspace.Tokens;
        Reading reading = workspace.Reading;
        if (pack is null || tokens.Count == 0)
        {
            return null;
        }

        TokenRange all = new(0, tokens.Count);
        QuestionTone question = ToneOf(input.Question, pack, workspace);
        workspace.Evidence.Read(_knowledge.Sentiment, KindBlend.Of(input.Kind, tokens.Tokens), pack, tokens, reading);
        Vector2 shipped = SentimentScorer.Shipped(tokens, reading, workspace.Evidence, all, SentimentScorer.Prior(input, question), input.Kind);
        bool holdsBoth = SentimentScorer.HoldsBoth(tokens, reading, all, out double sureOfOne);
        (int[] words, int[] grams) = OwnFeatures.Buckets(tokens, reading, pack.Salt);
        float[] dense = new float[SentimentFeatures.DenseCount];
        SentimentFeatures.Dense(tokens.Tokens, reading.Senses, all, dense);
        return new OwnRow(shipped, words, grams, dense, holdsBoth, sureOfOne, label, (int)(WordHash.Of(input.Text) % OwnWeightsTrainer.Folds));
    }

    private static OwnWeights? Fitting(OwnWeights? own) => own is not null && own.BaseVersion == Version ? own : null;

    private TextInsight Analyze(TextInput input, Workspace workspace, OwnWeights? own)
    {
        TokenBuffer tokens = workspace.Tokens;
        Reading reading = workspace.Reading;
        DetectedLanguage language = Read(input, workspace, out LanguagePack? pack);
        PersonalDataFinder.Find(input.Text, tokens, reading, pack, workspace.PersonalData);
        List<NounPhrase> phrases = workspace.Phrases;
        phrases.Clear();
        if (pack is not null && tokens.Count > 1)
        {
            NounPhrases.Find(tokens, reading, pack, phrases);
        }

        SentimentScore whole = SentimentScore.None;
        SentenceInsight[] sentences = new SentenceInsight[reading.Sentences.Count];
        Judge(input, workspace, pack, own, ref whole, sentences);
        IReadOnlyList<string> keyPhrases = pack is null ? [] : KeyPhraseFinder.Find(input.Text, tokens, reading, pack, phrases, workspace.PersonalData);
        return new TextInsight
        {
            Language = language,
            Sentiment = whole.Label,
            Score = whole.Score,
            Confidence = whole.Confidence,
            Sentences = sentences,
            Opinions = pack is null ? [] : OpinionFinder.Find(input.Text, tokens, reading, pack, phrases, sentences, workspace),
            KeyPhrases = keyPhrases,
            PersonalData = workspace.PersonalData.Count == 0 ? [] : [.. workspace.PersonalData],
            Redacted = PersonalDataRedaction.Redact(input.Text, workspace.PersonalData),
            Engine = own is null || pack is null ? Version : own.Version,
        };
    }

    /// <summary>Tokens, sentences, language, and what the words mean in it.</summary>
    private DetectedLanguage Read(TextInput input, Workspace workspace, out LanguagePack? pack)
    {
        TokenBuffer tokens = workspace.Tokens;
        Reading reading = workspace.Reading;
        _knowledge.Rules.Tokenizer.Tokenize(input.Text, tokens);
        _knowledge.Rules.Segmenter.Split(tokens, reading.Sentences);
        DetectedLanguage language = input.Language is { Length: > 0 } stated
            ? new DetectedLanguage(stated, 1)
            : _knowledge.Languages.Identify(tokens, workspace.Languages);
        pack = _knowledge.Pack(language.Code);
        if (pack is null && language.Code == DetectedLanguage.Unknown && tokens.Count <= ShortText)
        {
            pack = PackForShortText(tokens, reading);
        }

        reading.Read(tokens, pack ?? _knowledge.NoLanguage, _knowledge.Rules);
        return language;
    }

    /// <summary>
    /// "Super!" and a row of hearts have no one language and yet a clear tone: they are read with the language whose lexicon says most
    /// about them.
    /// </summary>
    private LanguagePack? PackForShortText(TokenBuffer tokens, Reading reading)
    {
        LanguagePack? best = null;
        float most = 0;
        bool hasWords = false;
        bool hasSigns = false;
        foreach (string code in Knowledge.Codes)
        {
            LanguagePack pack = _knowledge.Pack(code)!;
            float weight = 0;
            foreach (ref readonly Token token in tokens.Tokens)
            {
                hasWords |= token.IsWord;
                hasSigns |= token.Kind is TokenKind.Emoji or TokenKind.Emoticon;
                weight += token.IsWord ? Math.Abs(pack.Find(tokens.NormalOf(token), token.Hash, (token.Shape & TokenShape.Elongated) != 0).Valence) : 0;
            }

            if (weight > most)
            {
                (best, most) = (pack, weight);
            }
        }

        return best ?? (hasSigns && !hasWords ? _knowledge.NoLanguage : null);
    }

    private void Judge(TextInput input, Workspace workspace, LanguagePack? pack, OwnWeights? own, ref SentimentScore whole, Span<SentenceInsight> sentences)
    {
        TokenBuffer tokens = workspace.Tokens;
        Reading reading = workspace.Reading;
        if (tokens.Count == 0)
        {
            return;
        }

        TokenRange all = new(0, tokens.Count);
        if (pack is not null)
        {
            QuestionTone question = ToneOf(input.Question, pack, workspace);
            workspace.Evidence.Read(_knowledge.Sentiment, KindBlend.Of(input.Kind, tokens.Tokens), pack, tokens, reading);
            whole = SentimentScorer.Score(tokens, reading, workspace.Evidence, all, SentimentScorer.Prior(input, question), input.Kind, own, pack.Salt);
            if (QuestionReader.SaysNothing(tokens, reading) && question != QuestionTone.Open)
            {
                whole = SentimentScorer.ScoreNothing(question);
            }
        }

        for (int i = 0; i < sentences.Length; i++)
        {
            TokenRange range = reading.Sentences[i];
            SentimentScore score = sentences.Length == 1 || pack is null
                ? whole
                : SentimentScorer.Score(tokens, reading, workspace.Evidence, range, Vector2.Zero, input.Kind, own, pack.Salt);
            int offset = tokens.Tokens[range.First].Offset;
            sentences[i] = new SentenceInsight(offset, tokens.Tokens[range.End - 1].End - offset, score.Label, score.Score);
        }
    }

    private QuestionTone ToneOf(string? question, LanguagePack pack, Workspace workspace)
    {
        if (string.IsNullOrEmpty(question))
        {
            return QuestionTone.Open;
        }

        _knowledge.Rules.Tokenizer.Tokenize(question, workspace.QuestionTokens);
        workspace.Question.Read(workspace.QuestionTokens, pack, _knowledge.Rules);
        return QuestionReader.ToneOf(workspace.Question);
    }
}

/// <summary>All that is loaded once a process: rules, word lists, models.</summary>
internal sealed class Knowledge
{
    public static readonly string[] Codes = ["de", "en", "es", "fr", "it", "nl", "pt"];

    private static readonly Lazy<Knowledge> Loaded = new(() => new Knowledge());

    // Not frozen: a frozen dictionary of seven entries takes ten times as long to make as all its look-ups save.
    private readonly Dictionary<string, Lazy<LanguagePack>> _packs;
    private readonly Lazy<SentimentModel> _sentiment;

    private Knowledge()
    {
        Rules = SharedRules.Load();
        using (Stream model = EmbeddedData.Open("language.bin"))
        {
            Languages = new LanguageIdentifier(LanguageModel.Read(model));
        }

        _sentiment = new Lazy<SentimentModel>(() =>
        {
            using Stream model = EmbeddedData.Open("sentiment.bin");
            return SentimentModel.Read(model);
        });
        _packs = Codes.ToDictionary(code => code, code => new Lazy<LanguagePack>(() => LanguagePack.Load(code, Rules.Tokenizer)), StringComparer.Ordinal);
        NoLanguage = LanguagePack.Empty(Rules.Tokenizer);
    }

    public static Knowledge Shared => Loaded.Value;

    public SharedRules Rules { get; }

    public LanguageIdentifier Languages { get; }

    public SentimentModel Sentiment => _sentiment.Value;

    /// <summary>Stands in where the language has no files.</summary>
    public LanguagePack NoLanguage { get; }

    /// <summary>The files of a scored language, or null.</summary>
    public LanguagePack? Pack(string code) => _packs.TryGetValue(code, out Lazy<LanguagePack>? pack) ? pack.Value : null;
}
