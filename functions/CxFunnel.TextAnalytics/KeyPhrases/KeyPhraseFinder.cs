using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;
using CxFunnel.TextAnalytics.Text;

namespace CxFunnel.TextAnalytics.KeyPhrases;

/// <summary>Ranks a text's noun phrases: what is said often, early, in more words and beside a judgement comes first.</summary>
internal static class KeyPhraseFinder
{
    private const int MaxPhrases = 10;

    public static IReadOnlyList<string> Find(string text, TokenBuffer buffer, Reading reading, LanguagePack pack, List<NounPhrase> phrases, List<PersonalDataSpan> personal)
    {
        if (phrases.Count == 0)
        {
            return [];
        }

        Span<Token> tokens = buffer.Tokens;
        List<Candidate> candidates = new(phrases.Count);
        foreach (NounPhrase phrase in phrases)
        {
            if ((phrase.Count == 1 && tokens[phrase.First].NormalLength < 3) || Names(personal, tokens[phrase.First].Offset, tokens[phrase.End - 1].End))
            {
                continue;
            }

            ulong key = InflectionKey(buffer, phrase, reading);
            double score = Score(tokens, reading.Senses, phrase);
            if (Known(candidates, key) is { } known)
            {
                known.Score += score;
            }
            else
            {
                candidates.Add(new Candidate(key, phrase) { Score = score });
            }
        }

        candidates.Sort(static (a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Phrase.First.CompareTo(b.Phrase.First));
        List<string> result = new(Math.Min(MaxPhrases, candidates.Count));
        foreach (Candidate candidate in candidates)
        {
            string shown = Show(text, tokens, candidate.Phrase, pack);
            if (!Repeats(result, shown))
            {
                result.Add(shown);
                if (result.Count == MaxPhrases)
                {
                    break;
                }
            }
        }

        return result;
    }

    private static Candidate? Known(List<Candidate> candidates, ulong key)
    {
        foreach (Candidate candidate in candidates)
        {
            if (candidate.Key == key)
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool Repeats(List<string> shown, string phrase)
    {
        foreach (string other in shown)
        {
            if (Contains(other, phrase) || Contains(phrase, other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A person's name or address is no topic, and must not show up on a page of topics.</summary>
    private static bool Names(List<PersonalDataSpan> personal, int offset, int end)
    {
        foreach (PersonalDataSpan span in personal)
        {
            if (offset < span.Offset + span.Length && span.Offset < end)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(string whole, string part)
    {
        int at = whole.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at == 0 || !char.IsLetter(whole[at - 1])) && (at + part.Length == whole.Length || !char.IsLetter(whole[at + part.Length]));
    }

    private static double Score(Span<Token> tokens, Span<WordSense> senses, NounPhrase phrase)
    {
        double score = 1 + (0.5 * Math.Min(2, phrase.Count - 1)) - (0.3 * phrase.First / tokens.Length);
        score += senses[phrase.Head].Roles.Any(WordRole.NounEnding) ? 0.2 : 0;
        score -= phrase.AfterPreposition ? 0.2 : 0;
        ushort clause = senses[phrase.First].Clause;
        for (int i = Math.Max(0, phrase.First - 4); i < Math.Min(senses.Length, phrase.End + 4); i++)
        {
            if (senses[i].Clause == clause && senses[i].RawValence != 0)
            {
                return score + 0.5;
            }
        }

        return score;
    }

    /// <summary>The same for "room" and "rooms", "livraison" and "livraisons": words without their last inflected letters.</summary>
    private static ulong InflectionKey(TokenBuffer buffer, NounPhrase phrase, Reading reading)
    {
        ulong key = 0;
        for (int i = phrase.First; i < phrase.End; i++)
        {
            if (reading.Senses[i].Roles.Any(WordRole.Preposition | WordRole.Article))
            {
                continue;
            }

            ReadOnlySpan<char> word = buffer.NormalOf(buffer.Tokens[i]);
            while (word.Length > 3 && word[^1] is 's' or 'e' or 'n' or 'x' or 'a' or 'o' or 'i' or 'r')
            {
                word = word[..^1];
            }

            key = WordHash.Combine(key, WordHash.Of(word));
        }

        return key;
    }

    private static string Show(string text, Span<Token> tokens, NounPhrase phrase, LanguagePack pack)
    {
        int offset = tokens[phrase.First].Offset;
        string shown = text[offset..tokens[phrase.End - 1].End];
        if (pack.CapitalNouns)
        {
            return shown;
        }

        Token before = phrase.First == 0 ? default : tokens[phrase.First - 1];
        bool opensSentence = phrase.First == 0 || (before.Kind == TokenKind.Punctuation && before.Sign is '.' or '!' or '?' or '…') || (tokens[phrase.First].Shape & TokenShape.LineBefore) != 0;
        bool allCaps = (tokens[phrase.First].Shape & TokenShape.AllCaps) != 0 && tokens[phrase.First].Length > 4;
        return allCaps ? shown.ToLowerInvariant()
            : opensSentence && (tokens[phrase.First].Shape & TokenShape.AllCaps) == 0 ? char.ToLowerInvariant(shown[0]) + shown[1..]
            : shown;
    }

    private sealed class Candidate(ulong key, NounPhrase phrase)
    {
        public ulong Key => key;

        public NounPhrase Phrase => phrase;

        public double Score { get; set; }
    }
}
