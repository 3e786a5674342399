namespace CxFunnel.Samples.Voice;

/// <summary>Writes what customers say: a hand-written text with its slots filled, often with a last word or a hashtag.</summary>
internal sealed class FeedbackVoice(IReadOnlyDictionary<string, TextStock> stocks, Chance chance)
{
    private const string General = "general";
    private const string Short = "short";
    private const string LastWord = "close";
    private const string Tag = "tag";

    // "Great!" is what many people write; a long sentence should not come twice.
    private const int MostOfAShortText = 8;
    private const int MostOfAnyText = 3;
    private const int Attempts = 40;

    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);

    public string Write(string language, string country, string? city, string theme, Tone tone, Register register)
    {
        TextStock stock = stocks[language];
        if (register == Register.Survey && chance.Happens(0.06) && stock.Texts(Short, tone, Register.Survey) is { Count: > 0 } shorts)
        {
            string word = chance.Pick(shorts);
            if (_written.GetValueOrDefault(word) < MostOfAShortText)
            {
                return Remember(word);
            }
        }

        string text = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            text = Compose(stock, country, city, theme, tone, register, insistOnEnding: attempt > 2);
            // First a text that nobody wrote yet; only a short stock makes people repeat each other.
            if (_written.GetValueOrDefault(text) < (attempt < Attempts / 2 ? 1 : MostOfAnyText))
            {
                break;
            }
        }

        return Remember(text);
    }

    private string Compose(TextStock stock, string country, string? city, string theme, Tone tone, Register register, bool insistOnEnding)
    {
        string text = new SlotFiller(stock, chance, country, city).Fill(chance.Pick(Candidates(stock, theme, tone, register)));
        (string theme, double probability, Register register) ending = register switch
        {
            Register.Tweet => (Tag, 0.5, Register.Tweet),
            Register.Ticket => (LastWord, 0, Register.Survey),
            _ => (LastWord, 0.35, Register.Survey),
        };
        if (!chance.Happens(insistOnEnding ? 1 : ending.probability)
            || stock.Texts(ending.theme, tone, ending.register) is not { Count: > 0 } endings)
        {
            return text;
        }

        string lastWord = chance.Pick(endings);
        if (text.EndsWith(lastWord, StringComparison.Ordinal))
        {
            return text;
        }

        return register == Register.Tweet && chance.Happens(0.12) ? $"{text}\n{lastWord}" : $"{text} {lastWord}";
    }

    private static List<string> Candidates(TextStock stock, string theme, Tone tone, Register register)
    {
        Register[] fitting = register switch
        {
            Register.Survey => [Register.Survey],
            Register.Review => [Register.Review, Register.Survey],
            _ => [register],
        };
        // A post that nobody wrote on this theme: a general post, or else the words of a survey.
        (string Theme, Register[] Written)[] sections = register == Register.Tweet
            ? [(theme, fitting), (General, fitting), (theme, [Register.Survey]), (General, [Register.Survey])]
            : [(theme, fitting), (theme, [Register.Survey]), (General, [Register.Survey])];
        foreach ((string about, Register[] written) in sections)
        {
            List<string> candidates = [.. written.SelectMany(way => stock.Texts(about, tone, way))];
            if (candidates.Count > 0)
            {
                return candidates;
            }
        }

        throw new InvalidOperationException($"Nobody wrote a {tone} text about {theme}.");
    }

    private string Remember(string text)
    {
        _written[text] = _written.GetValueOrDefault(text) + 1;
        return text;
    }
}
