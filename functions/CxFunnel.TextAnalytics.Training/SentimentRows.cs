using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>What to leave out of the features; the plain baseline leaves out all that is ours.</summary>
internal sealed record FeatureChoice
{
    public static FeatureChoice Full { get; } = new();

    /// <summary>Word 1-2-grams and character 2-5-grams.</summary>
    public static FeatureChoice Plain { get; } = new() { Kinds = false, Dense = false, Negation = false };

    public bool Kinds { get; init; } = true;

    public bool Dense { get; init; } = true;

    public bool Negation { get; init; } = true;
}

/// <summary>A text turned into features once; epochs then only walk over numbers.</summary>
internal sealed record SentimentRow(LabelledText Text, int Kind, int[] Words, int[] Grams, float[] Dense)
{
    /// <summary>How much a row counts in training.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>How many words, signs and pairs the text holds, whether or not they are learned from.</summary>
    public int WordCount { get; init; } = Words.Length;

    /// <summary>The same for runs of letters.</summary>
    public int GramCount { get; init; } = Grams.Length;

    /// <summary>How the engine reads the text when it is told what can be told of its source.</summary>
    public KindBlend Told { get; init; } = KindBlend.Ticket;

    /// <summary>How the engine reads the text when it is not told.</summary>
    public KindBlend Guessed { get; init; } = KindBlend.Ticket;
}

internal sealed class SentimentRows(FeatureChoice choice)
{
    private readonly Knowledge _knowledge = Knowledge.Shared;
    private readonly TokenBuffer _tokens = new();
    private readonly Reading _reading = new();

    public static int KindOf(LabelledText text) => text.Corpus switch
    {
        "semeval2013-16" or "sb10k" or "potts" => SentimentKinds.Social,
        "uci" or "womens-clothing" or "mabsa" => SentimentKinds.Review,
        "goemotions" or "brighter" => SentimentKinds.Comment,
        "xed" or "xed-proj" => SentimentKinds.Speech,
        WrittenRows.Source => KindOfWritten(text.Origin),
        _ => SentimentKinds.Any,
    };

    /// <summary>What somebody who sends such texts tells of them: comments come from social networks too.</summary>
    public static TextKind TextKindOf(LabelledText text) => KindOf(text) switch
    {
        SentimentKinds.Social or SentimentKinds.Comment => TextKind.Mention,
        SentimentKinds.Review => text.Origin == WrittenRows.Survey ? TextKind.Survey : TextKind.Review,
        _ => text.Origin == WrittenRows.Ticket ? TextKind.Ticket : TextKind.Unknown,
    };

    /// <summary>The rows of the texts whose language has sentiment.</summary>
    public List<SentimentRow> ReadAll(IEnumerable<LabelledText> texts) => [.. texts.Select(Read).OfType<SentimentRow>()];

    public SentimentRow? Read(LabelledText text)
    {
        if (_knowledge.Pack(text.Language) is not { } pack)
        {
            return null;
        }

        _knowledge.Rules.Tokenizer.Tokenize(text.Text, _tokens);
        _knowledge.Rules.Segmenter.Split(_tokens, _reading.Sentences);
        _reading.Read(_tokens, pack, _knowledge.Rules);
        List<int> words = [];
        List<int> grams = [];
        ulong salt = SentimentFeatures.LanguageSalt(text.Language);
        ulong before = 0;
        Span<Token> tokens = _tokens.Tokens;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref Token token = ref tokens[i];
            if (choice.Negation && _reading.Senses[i].IsMuted)
            {
                before = 0;
                continue;
            }

            ulong name = SentimentFeatures.PairName(token);
            if (token.IsWord)
            {
                words.Add(SentimentModel.Fold(SentimentFeatures.Word(token.Hash, salt)));
                if (choice.Negation && _reading.Senses[i].IsNegated)
                {
                    words.Add(SentimentModel.Fold(SentimentFeatures.Negated(token.Hash, salt)));
                }

                SentimentFeatures.Grams each = new(_tokens.NormalOf(token));
                while (each.Next(out ulong gram))
                {
                    grams.Add(SentimentModel.Fold(gram));
                }
            }
            else
            {
                words.Add(SentimentModel.Fold(SentimentFeatures.Sign(name)));
            }

            words.Add(SentimentModel.Fold(SentimentFeatures.Pair(before, name, salt)));
            before = name;
        }

        float[] dense = new float[SentimentFeatures.DenseCount];
        SentimentFeatures.Dense(tokens, _reading.Senses, new TokenRange(0, tokens.Length), dense);
        if (!choice.Dense)
        {
            dense.AsSpan(1).Clear();
        }

        return new SentimentRow(text, choice.Kinds ? KindOf(text) : SentimentKinds.Any, [.. words], [.. grams], dense)
        {
            Weight = WeightOf(text),
            // Without kinds there are weights for any text alone, which is what tickets are read with.
            Told = choice.Kinds ? KindBlend.Of(TextKindOf(text), tokens) : KindBlend.Ticket,
            Guessed = choice.Kinds ? KindBlend.Of(TextKind.Unknown, tokens) : KindBlend.Ticket,
        };
    }

    /// <summary>Labels that were projected or guessed count less, and invented texts less than found ones.</summary>
    private static float WeightOf(LabelledText text) => text.Corpus switch
    {
        "tatoeba-weak" or "xed-proj" => 0.3f,
        WrittenRows.Source => 0.5f,
        _ => 1,
    };

    /// <summary>
    /// Survey answers train what they are read with, as reviews and (<see cref="TrainingOptions.HideKind"/>) as any text: see
    /// <see cref="KindBlend.Of"/>. Tickets are read as any text.
    /// </summary>
    private static int KindOfWritten(string kind) => kind switch
    {
        WrittenRows.Social => SentimentKinds.Social,
        WrittenRows.Review or WrittenRows.Survey => SentimentKinds.Review,
        _ => SentimentKinds.Any,
    };
}
