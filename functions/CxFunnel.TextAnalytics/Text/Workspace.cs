using System.Collections.Concurrent;
using CxFunnel.TextAnalytics.KeyPhrases;
using CxFunnel.TextAnalytics.Language;
using CxFunnel.TextAnalytics.Opinions;
using CxFunnel.TextAnalytics.Sentiment;

namespace CxFunnel.TextAnalytics.Text;

/// <summary>All buffers and caches of one analysis at a time; rented by a thread, never shared.</summary>
internal sealed class Workspace
{
    // Bounded by how many threads analyze at once. One beside the queue: a thread alone gets back what it returned, and need not touch the queue.
    private static readonly ConcurrentQueue<Workspace> Idle = new();
    private static Workspace? _last;

    private Workspace()
    {
    }

    public TokenBuffer Tokens { get; } = new();

    public LanguageCache Languages { get; } = new();

    public Reading Reading { get; } = new();

    /// <summary>Made for the first question: most texts have none, and a reading's cache takes half a megabyte.</summary>
    public TokenBuffer QuestionTokens => field ??= new TokenBuffer();

    public Reading Question => field ??= new Reading();

    public Evidence Evidence { get; } = new();

    public List<PersonalDataSpan> PersonalData { get; } = [];

    public List<NounPhrase> Phrases { get; } = [];

    public OpinionReading Opinions { get; } = new();

    public List<OpinionDraft> Drafts { get; } = [];

    public static Workspace Rent() => Interlocked.Exchange(ref _last, null) ?? (Idle.TryDequeue(out Workspace? workspace) ? workspace : new Workspace());

    public static void Return(Workspace workspace)
    {
        if (Interlocked.CompareExchange(ref _last, workspace, null) is not null)
        {
            Idle.Enqueue(workspace);
        }
    }
}
