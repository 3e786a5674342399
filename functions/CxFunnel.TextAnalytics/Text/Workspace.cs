using System.Collections.Concurrent;
using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>All buffers and caches of one analysis at a time; rented by a thread, never shared.</summary>
internal sealed class Workspace
{
    // Bounded by how many threads analyze at once; a bag prefers the workspace this thread returned last.
    private static readonly ConcurrentBag<Workspace> Idle = [];

    private Workspace()
    {
    }

    public TokenBuffer Tokens { get; } = new();

    public LanguageCache Languages { get; } = new();

    public Reading Reading { get; } = new();

    public TokenBuffer QuestionTokens { get; } = new();

    public Reading Question { get; } = new();

    public Evidence Evidence { get; } = new();

    public List<PersonalDataSpan> PersonalData { get; } = [];

    public List<NounPhrase> Phrases { get; } = [];

    public static Workspace Rent() => Idle.TryTake(out Workspace? workspace) ? workspace : new Workspace();

    public static void Return(Workspace workspace) => Idle.Add(workspace);
}
