using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Training;

/// <summary>Trains the language model: multinomial logistic regression by AdaGrad over hashed letter runs.</summary>
internal sealed class LanguageTrainer(DataFolder data)
{
    private const int BucketBits = 15;
    private const int Epochs = 8;
    private const float Rate = 0.12f;
    private const int MostPerLanguage = 5000;

    private readonly Tokenizer _tokenizer = new(new RuleFile("shared", EmbeddedData.ReadText("Rules/shared.txt")));
    private readonly TokenBuffer _tokens = new();

    public LanguageModel Train(int seed, TextWriter log)
    {
        List<(string Language, string Text)> sentences = data.Sentences();
        string[] codes = [.. sentences.Select(s => s.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        List<(string Language, string Text)> train = [.. sentences.Where(s => !DataFolder.IsHeldBack(s.Text, 15))];
        List<(string Language, string Text)> dev = [.. sentences.Where(s => DataFolder.IsHeldBack(s.Text, 15))];
        List<(string Language, string Text)> social = [];
        Random random = new(seed);
        foreach (IGrouping<string, LabelledText> group in data.Sentiment("core_train", "mabsa_train").GroupBy(t => t.Language, StringComparer.Ordinal))
        {
            LabelledText[] texts = [.. group];
            random.Shuffle(texts);
            train.AddRange(texts.Take(MostPerLanguage).Select(t => (t.Language, t.Text)));
        }

        foreach (LabelledText text in data.Sentiment("core_dev"))
        {
            social.Add((text.Language, text.Text));
        }

        int[][] rows = [.. train.Select(t => Features(t.Text))];
        int[] labels = [.. train.Select(t => Array.IndexOf(codes, t.Language))];
        int lanes = LanguageModel.Lanes;
        int size = lanes << BucketBits;
        float[] weights = new float[size];
        float[] squares = new float[size];
        float[] bias = new float[lanes];
        float[] scores = new float[lanes];
        double[] classShare = new double[codes.Length];
        foreach (int label in labels)
        {
            classShare[label] += 1.0 / labels.Length;
        }

        int[] order = [.. Enumerable.Range(0, rows.Length)];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            double loss = 0;
            foreach (int index in order)
            {
                ReadOnlySpan<int> row = rows[index];
                if (row.IsEmpty)
                {
                    continue;
                }

                // Short texts are what will be asked: show a random stretch of a few words' worth of features every other time.
                if (row.Length > 60 && random.Next(2) == 0)
                {
                    int length = random.Next(25, row.Length);
                    row = row.Slice(random.Next(row.Length - length), length);
                }

                float weight = (float)Math.Min(2, Math.Sqrt(1.0 / codes.Length / classShare[labels[index]]));
                Score(weights, bias, row, scores, codes.Length);
                loss -= Math.Log(Math.Max(1e-9, scores[labels[index]]));
                for (int k = 0; k < codes.Length; k++)
                {
                    scores[k] = weight * (scores[k] - (k == labels[index] ? 1 : 0));
                }

                foreach (int bucket in row)
                {
                    Span<float> w = weights.AsSpan(bucket * lanes, codes.Length);
                    Span<float> q = squares.AsSpan(bucket * lanes, codes.Length);
                    for (int k = 0; k < w.Length; k++)
                    {
                        float g = scores[k] + (1e-5f * w[k]);
                        q[k] += g * g;
                        w[k] -= Rate * g / (MathF.Sqrt(q[k]) + 0.3f);
                    }
                }
            }

            log.WriteLine($"language epoch {epoch + 1}: loss {loss / rows.Length:F4}, sentences {Accuracy(dev):P2}, core dev {Accuracy(social):P2}");
        }

        float most = weights.Max(MathF.Abs);
        float scale = Math.Min(most, 6 * Deviation(weights)) / 127;
        sbyte[] quantized = [.. weights.Select(w => (sbyte)Math.Clamp(MathF.Round(w / scale), -127, 127))];
        return new LanguageModel(codes, BucketBits, scale, bias, StillBytes.Copy(quantized));

        double Accuracy(List<(string Language, string Text)> texts)
        {
            int right = 0;
            foreach ((string language, string text) in texts)
            {
                Score(weights, bias, Features(text), scores, codes.Length);
                int best = Array.IndexOf(scores, scores.AsSpan(0, codes.Length).ToArray().Max());
                right += codes[best] == language ? 1 : 0;
            }

            return (double)right / texts.Count;
        }
    }

    private static float Deviation(float[] weights)
    {
        double sum = 0;
        int count = 0;
        foreach (float w in weights)
        {
            if (w != 0)
            {
                sum += (double)w * w;
                count++;
            }
        }

        return (float)Math.Sqrt(sum / Math.Max(1, count));
    }

    private static void Score(float[] weights, float[] bias, ReadOnlySpan<int> row, float[] scores, int known)
    {
        bias.AsSpan().CopyTo(scores);
        foreach (int bucket in row)
        {
            ReadOnlySpan<float> w = weights.AsSpan(bucket * LanguageModel.Lanes, LanguageModel.Lanes);
            for (int k = 0; k < known; k++)
            {
                scores[k] += w[k];
            }
        }

        float most = scores.AsSpan(0, known).ToArray().Max();
        float total = 0;
        for (int k = 0; k < known; k++)
        {
            scores[k] = MathF.Exp(scores[k] - most);
            total += scores[k];
        }

        for (int k = 0; k < known; k++)
        {
            scores[k] /= total;
        }
    }

    private int[] Features(string text)
    {
        const int Mask = (1 << BucketBits) - 1;
        _tokenizer.Tokenize(text, _tokens);
        List<int> features = [];
        foreach (ref readonly Token token in _tokens.Tokens)
        {
            if (token.Kind != TokenKind.Word || token.NormalLength == 0)
            {
                continue;
            }

            features.Add(LanguageModel.WordBucket(token.Hash) & Mask);
            LanguageModel.Grams grams = new(_tokens.NormalOf(token));
            while (grams.Next(out ulong gram))
            {
                features.Add((int)gram & Mask);
            }
        }

        return [.. features];
    }
}
