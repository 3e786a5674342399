using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.Tests.Sentiment;

/// <summary>What the rules alone, without the trained weights, make of a sentence.</summary>
public sealed class ReadingTests
{
    private readonly TokenBuffer _tokens = new();
    private readonly Reading _reading = new();

    [Theory]
    [InlineData("en", "Nothing special.")]
    [InlineData("en", "Neither good nor bad.")]
    [InlineData("en", "I've had better, I've had worse.")]
    [InlineData("en", "Not amazing.")]
    [InlineData("en", "A nice film, nothing more.")]
    [InlineData("it", "Senza infamia e senza lode.")]
    [InlineData("de", "Weder gut noch schlecht.")]
    [InlineData("fr", "C'est pas ouf mais ça passe.")]
    [InlineData("es", "Ni bueno ni malo.")]
    [InlineData("pt", "Nem bom nem ruim.")]
    [InlineData("nl", "Niet geweldig.")]
    public void Read_LukewarmVerdict_HasNoValenceAndIsMarked(string language, string text)
    {
        Read(language, text);

        Assert.Equal(0, Praise() + Blame());
        Assert.Contains(_reading.Senses.ToArray(), sense => sense.IsLukewarm);
    }

    [Theory]
    [InlineData("en", "10/10")]
    [InlineData("de", "Gesamtnote: 9/10")]
    [InlineData("en", "5 stars")]
    [InlineData("fr", "4,5/5")]
    [InlineData("es", "Un 10")]
    [InlineData("nl", "5 sterren")]
    public void Read_HighMark_IsPraise(string language, string text)
    {
        Read(language, text);

        Assert.True(Praise() > 0 && Blame() == 0);
    }

    [Theory]
    [InlineData("en", "2/10")]
    [InlineData("en", "2 stars")]
    [InlineData("it", "1 stella")]
    [InlineData("pt", "0 estrelas")]
    public void Read_LowMark_IsBlame(string language, string text)
    {
        Read(language, text);

        Assert.True(Blame() > 0 && Praise() == 0);
    }

    [Theory]
    [InlineData("fr", "Je n'ai jamais vu un service aussi bon.")]
    [InlineData("it", "Non ho mai visto un servizio così buono.")]
    [InlineData("es", "No he visto nunca un servicio tan bueno.")]
    public void Read_NeverSoGoodInTwoWords_IsPraise(string language, string text)
    {
        Read(language, text);

        Assert.True(Praise() > Blame(), $"{Praise()} should be above {Blame()}");
    }

    // A number in a phrase of the lists means that number and no other.
    [Theory]
    [InlineData("en", "3 stars")]
    [InlineData("en", "24/7")]
    [InlineData("es", "Un 20")]
    [InlineData("es", "Hotel de 5 estrellas")]
    [InlineData("de", "5 Sterne Hotel")]
    public void Read_OtherNumber_JudgesNothing(string language, string text)
    {
        Read(language, text);

        Assert.Equal(0, Praise() + Blame());
    }

    [Theory]
    [InlineData("en", "Does the job perfectly.")]
    [InlineData("en", "Not only good, excellent.")]
    [InlineData("en", "Don't miss the free breakfast.")]
    public void Read_MoreThanLukewarm_IsNotMarked(string language, string text)
    {
        Read(language, text);

        Assert.DoesNotContain(_reading.Senses.ToArray(), sense => sense.IsLukewarm);
    }

    [Theory]
    [InlineData("en", "It does not do the job.")]
    [InlineData("it", "Non fa il suo lavoro.")]
    [InlineData("de", "Erfüllt seinen Zweck überhaupt nicht.")]
    [InlineData("es", "No cumple su función.")]
    [InlineData("en", "I have never been so disappointed.")]
    [InlineData("en", "It couldn't be worse.")]
    [InlineData("en", "Nobody answers, bastards.")]
    [InlineData("en", "Congratulations, you lost it.")]
    [InlineData("de", "Herzlichen Glückwunsch, schon wieder kaputt.")]
    [InlineData("es", "Gracias por hacerme perder el día.")]
    [InlineData("fr", "Super, encore deux heures d'attente.")]
    public void Read_BlameInKindWords_Blames(string language, string text)
    {
        Read(language, text);

        Assert.True(Blame() > Praise(), $"{Blame()} should be above {Praise()}");
    }

    [Theory]
    [InlineData("en", "It couldn't have gone better.")]
    [InlineData("it", "Non poteva andare meglio.")]
    [InlineData("fr", "On ne pouvait pas rêver mieux.")]
    [InlineData("es", "No pudo salir mejor.")]
    [InlineData("de", "Besser hätte es nicht laufen können.")]
    [InlineData("pt", "Não podia ter corrido melhor.")]
    [InlineData("nl", "Beter had het niet kunnen gaan.")]
    [InlineData("de", "Ich habe noch nie so gut gegessen.")]
    [InlineData("es", "Nunca he comido tan bien.")]
    [InlineData("en", "Congratulations, you solved a hard problem.")]
    [InlineData("en", "Thank you for the quick help with my broken phone.")]
    public void Read_PraiseInDarkWords_Praises(string language, string text)
    {
        Read(language, text);

        Assert.True(Praise() > Blame(), $"{Praise()} should be above {Blame()}");
    }

    [Fact]
    public void Read_AdviceWithBetter_IsNoPraise()
    {
        Read("de", "Das hätte ich besser nicht bestellt.");

        Assert.DoesNotContain(_reading.Senses.ToArray(), sense => sense.Valence >= 3);
    }

    [Theory]
    [InlineData("pt", "não recomendo", "nao recomendo")]
    [InlineData("fr", "rien à redire", "rien a redire")]
    [InlineData("es", "todavía nada", "todavia nada")]
    [InlineData("de", "über dem Durchschnitt", "ueber dem Durchschnitt")]
    [InlineData("de", "über dem Durchschnitt", "uber dem Durchschnitt")]
    public void Read_PhraseTypedWithoutAccents_IsTheSamePhrase(string language, string accented, string plain)
    {
        Read(language, accented);
        (float praise, float blame) = (Praise(), Blame());
        Assert.NotEqual(0, praise + blame);

        Read(language, plain);

        Assert.Equal((praise, blame), (Praise(), Blame()));
    }

    private float Praise() => _reading.Senses.ToArray().Sum(sense => Math.Max(0, sense.Valence));

    private float Blame() => _reading.Senses.ToArray().Sum(sense => Math.Max(0, -sense.Valence));

    private void Read(string language, string text)
    {
        Knowledge.Shared.Rules.Tokenizer.Tokenize(text, _tokens);
        Knowledge.Shared.Rules.Segmenter.Split(_tokens, _reading.Sentences);
        _reading.Read(_tokens, Knowledge.Shared.Pack(language)!, Knowledge.Shared.Rules);
    }
}
